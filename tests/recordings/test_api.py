"""Recordings, as programs read them."""

from datetime import UTC, datetime

import pytest

from recordings.models import Player, Recap, Recording
from tests.factories import EventFactory

PUBLISHED = datetime(2037, 11, 2, 12, 0, tzinfo=UTC)


def recorded(event, *, number=1, published_at=PUBLISHED):
    url = f"https://www.youtube.com/watch?v=video{number}"
    return Recording.objects.create(
        event=event, url=url, player=Player.YOUTUBE, language="en", duration_seconds=5_400, published_at=published_at
    )


def test_a_recording_says_where_to_watch_and_what_was_written(client, webinar):
    recording = recorded(webinar)
    Recap.objects.create(event=webinar, text_en="What was said.", published_at=PUBLISHED)

    told = client.get(f"/api/v1/recordings/{recording.pk}/").json()

    assert told == {
        "url": f"https://events.example/api/v1/recordings/{recording.pk}/",
        "video": "https://www.youtube.com/watch?v=video1",
        "player": "youtube",
        "language": "en",
        "duration_seconds": 5_400,
        "published_at": "2037-11-02T12:00:00Z",
        "event": {
            "url": f"https://events.example/api/v1/events/{webinar.slug}/",
            "page": f"https://events.example/events/{webinar.slug}/",
            "slug": webinar.slug,
            "title": {"en": "Who counts as “the economy”?", "es": ""},
            "date": "2037-12-03",
            "zone": "America/Los_Angeles",
            "starts_at": "2037-12-03T18:00:00Z",
        },
        "recap": {"url": "", "text": {"en": "What was said.", "es": ""}},
    }


def test_a_recap_that_is_not_published_is_not_shown(client, webinar):
    recording = recorded(webinar)
    Recap.objects.create(event=webinar, text_en="Not for everyone yet.")

    assert client.get(f"/api/v1/recordings/{recording.pk}/").json()["recap"] is None


def test_what_is_not_published_is_in_no_list_and_answers_to_nobody(client, institute):
    kept, of_draft = recorded(EventFactory(host=institute), published_at=None), recorded(EventFactory(host=institute, published_at=None))

    assert client.get("/api/v1/recordings/").json()["results"] == []
    assert [client.get(f"/api/v1/recordings/{each.pk}/").status_code for each in (kept, of_draft)] == [404, 404]


def test_a_recording_of_an_unlisted_event_is_in_no_list(client, institute):
    recording = recorded(EventFactory(host=institute, unlisted=True))

    assert client.get("/api/v1/recordings/").json()["results"] == []
    assert client.get(f"/api/v1/recordings/{recording.pk}/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_twice_however_many_there_are(client, institute, django_assert_num_queries, count):
    for number in range(count):
        event = EventFactory(host=institute)
        recorded(event, number=number)
        Recap.objects.create(event=event, text_en="What was said.", published_at=PUBLISHED)

    with django_assert_num_queries(2):
        answer = client.get("/api/v1/recordings/")

    assert [each["recap"]["text"]["en"] for each in answer.json()["results"]] == ["What was said."] * count
