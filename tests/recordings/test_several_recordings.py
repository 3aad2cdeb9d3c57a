"""Several recordings of one event: parts and languages, at the desk and on the page."""

import pytest

from recordings.domain import publishing, transcribing
from recordings.domain.captions import Spoken
from recordings.models import Recording
from tests import factories
from tests.pages.test_event import HELD

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/events/care/recordings/"


@pytest.fixture
def held(institute):
    return factories.EventFactory(host=institute, slug="care", watchable_at=factories.CREATED, **HELD)


@pytest.fixture
def first(held):
    return factories.RecordingFactory(event=held)


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def add(desk, url="https://archive.org/details/care-part-2", **more):
    return desk.post(ADDRESS, {"act": "add", "url": url, "title": "Second part", "language": "es", "duration_seconds": "58:21"} | more)


def titles(event):
    return list(Recording.objects.filter(event=event).values_list("title", flat=True))


def test_another_is_added_behind_and_shown_with_the_first(desk, held, first):
    assert add(desk).url == ADDRESS

    second = Recording.objects.get(title="Second part")
    assert (second.player, second.language, second.duration_seconds) == ("archive", "es", 3501)
    assert second.published_at is not None
    assert (
        'archive.org/embed/care-part-2?autoplay=1&amp;start=" data-unit=""'
        in desk.get(f"/events/care/?recording={second.pk}").content.decode()
    )


def test_beside_a_draft_it_is_a_draft(desk, held, first):
    publishing.unpublish(held, now=factories.CREATED)
    add(desk)

    assert not Recording.objects.published().exists()


@pytest.mark.parametrize("typed", [{"url": ""}, {"url": "nowhere"}, {"duration_seconds": "long"}, {"language": "xx"}, {"title": "a" * 200}])
def test_what_cannot_be_a_recording_is_said_and_what_was_typed_stays(desk, first, typed):
    answer = add(desk, **typed)

    assert answer.status_code == 422
    assert Recording.objects.count() == 1
    assert next(iter(typed.values())) in answer.content.decode()


def test_the_same_one_twice_is_refused(desk, first):
    assert "is here already" in add(desk, url=f"https://youtu.be/{first.video_id}").content.decode()


def test_it_is_described_and_put_first(desk, held, first):
    add(desk)
    second = Recording.objects.get(title="Second part")

    desk.post(ADDRESS, {"act": "describe", "recording": second.pk, "title": "In Spanish", "language": "es", "duration_seconds": ""})
    desk.post(ADDRESS, {"act": "first", "recording": second.pk})

    assert titles(held) == ["In Spanish", ""]


def test_one_with_a_transcript_is_not_lost_by_accident(desk, held, first, now):
    transcribing.replace(first, [Spoken(0, 1, "", "Hello.")], language="en", by=None, now=now)

    answer = desk.post(ADDRESS, {"act": "remove", "recording": first.pk})
    emptied = desk.post("/desk/events/care/afterwards/", {"url": "", "language": "en", "act": "publish"})

    assert (answer.status_code, emptied.status_code) == (422, 422)
    assert "Take the transcript away first" in answer.content.decode()
    assert "Take the transcript away first" in emptied.content.decode()
    assert Recording.objects.count() == 1


def test_with_the_last_one_there_is_nothing_to_watch(desk, held, first):
    add(desk)
    for recording in Recording.objects.all():
        desk.post(ADDRESS, {"act": "remove", "recording": recording.pk})

    held.refresh_from_db()
    assert (Recording.objects.count(), held.watchable_at) == (0, None)


@pytest.mark.parametrize("typed", [{"act": "remove", "recording": "7"}, {"act": "first", "recording": "x"}])
def test_what_is_not_there_is_not_found(desk, first, typed):
    assert desk.post(ADDRESS, typed).status_code == 404


def test_only_the_host_of_this_recording_may_be_framed(client, held, first):
    first.player, first.video_id, first.url = "peertube", "tube.valley.example/abc", "https://tube.valley.example/w/abc"
    first.save()

    policy = client.get("/events/care/")["Content-Security-Policy"]

    assert "frame-src https://www.youtube-nocookie.com https://player.vimeo.com https://tube.valley.example" in policy
    assert "tube.valley.example" not in client.get("/")["Content-Security-Policy"]
