"""Recording and recap: written, shown, taken out of sight."""

from datetime import UTC, datetime, timedelta

import pytest

from events_service.events.domain import publishing as events_publishing
from recordings.domain import players, publishing
from recordings.models import Player, Recap, Recording

AFTER = datetime(2037, 12, 4, 9, 0, tzinfo=UTC)
LATER = AFTER + timedelta(days=1)
URL = "https://www.youtube.com/watch?v=hK4I3UEKcEs"


def set_recording(event, url="https://youtu.be/hK4I3UEKcEs", **said):
    return publishing.set_recording(event, **{"url": url, "language": "en", "duration_seconds": 3_720, "now": AFTER, **said})


def remains(**said):
    nothing = {"url": "", "language": "en", "duration_seconds": None, "recap_url": "", "text_en": "", "text_es": ""}
    return publishing.Remains(**{**nothing, **said})


def test_recording_is_kept_in_its_canonical_form_and_not_shown(webinar):
    recording = set_recording(webinar)

    assert (recording.url, recording.player, recording.video_id, recording.published_at) == (URL, Player.YOUTUBE, "hK4I3UEKcEs", None)
    webinar.refresh_from_db()
    assert webinar.watchable_at is None


def test_another_address_replaces_the_recording(webinar):
    set_recording(webinar)

    set_recording(webinar, "https://vimeo.com/76979871")

    assert [recording.url for recording in Recording.objects.all()] == ["https://vimeo.com/76979871"]


def test_replaced_recording_stays_shown(webinar):
    set_recording(webinar)
    publishing.publish(webinar, now=AFTER)

    set_recording(webinar, "https://vimeo.com/76979871", now=LATER)

    assert Recording.objects.get().published_at == AFTER
    webinar.refresh_from_db()
    assert (webinar.watchable_at, webinar.changed_at) == (AFTER, LATER)


def test_publishing_shows_recording_and_recap_and_marks_the_event(webinar):
    set_recording(webinar)
    publishing.set_recap(webinar, url="", text_en="It was good.", text_es="")

    publishing.publish(webinar, now=AFTER)

    assert (Recording.objects.get().published_at, Recap.objects.get().published_at) == (AFTER, AFTER)
    webinar.refresh_from_db()
    assert webinar.watchable_at == AFTER


def test_publishing_twice_keeps_the_first_time(webinar):
    set_recording(webinar)
    publishing.publish(webinar, now=AFTER)

    publishing.publish(webinar, now=LATER)

    webinar.refresh_from_db()
    assert (webinar.watchable_at, Recording.objects.get().published_at) == (AFTER, AFTER)


def test_recap_alone_is_nothing_to_watch(webinar):
    publishing.set_recap(webinar, url="https://valley.example/recap", text_en="", text_es="")

    publishing.publish(webinar, now=AFTER)

    webinar.refresh_from_db()
    assert (webinar.watchable_at, Recap.objects.get().published_at) == (None, AFTER)


def test_unpublishing_keeps_both_out_of_sight(webinar):
    set_recording(webinar)
    publishing.set_recap(webinar, url="", text_en="It was good.", text_es="")
    publishing.publish(webinar, now=AFTER)

    publishing.unpublish(webinar, now=LATER)

    assert (Recording.objects.get().published_at, Recap.objects.get().published_at) == (None, None)
    webinar.refresh_from_db()
    assert webinar.watchable_at is None


def test_nothing_can_not_be_published(webinar):
    with pytest.raises(publishing.NothingToPublish):
        publishing.publish(webinar, now=AFTER)


def test_recording_can_not_be_published_before_the_event_begins(webinar, now):
    set_recording(webinar)

    with pytest.raises(publishing.TooEarly):
        publishing.publish(webinar, now=now)


def test_recording_of_a_cancelled_event_can_not_be_published(webinar, now):
    set_recording(webinar)
    events_publishing.cancel(webinar, reason="Storm", now=now)

    with pytest.raises(publishing.TooEarly):
        publishing.publish(webinar, now=AFTER)


def test_recap_without_a_word_is_none(webinar):
    publishing.set_recap(webinar, url="", text_en="It was good.", text_es="")

    assert publishing.set_recap(webinar, url=" ", text_en="\n", text_es="") is None
    assert not Recap.objects.exists()


def test_recap_elsewhere_has_to_be_open_to_everyone(webinar):
    with pytest.raises(players.NoAddress) as refused:
        publishing.set_recap(webinar, url="http://10.0.0.1/", text_en="", text_es="")

    assert refused.value.field == "recap_url"


def test_writing_refuses_all_of_it_or_nothing(webinar):
    with pytest.raises(players.NoAddress):
        publishing.write(webinar, remains(url=URL, recap_url="nowhere"), is_shown=False, now=AFTER)

    assert not Recording.objects.exists()


def test_writing_an_empty_address_takes_the_recording_away(webinar):
    publishing.write(webinar, remains(url=URL, text_en="It was good."), is_shown=True, now=AFTER)

    publishing.write(webinar, remains(text_en="It was good."), is_shown=True, now=LATER)

    assert not Recording.objects.exists()
    webinar.refresh_from_db()
    assert webinar.watchable_at is None
