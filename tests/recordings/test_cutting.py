"""A recording is replaced by another cut: what was written moves along, and old links still land."""

import pytest

from recordings.domain import chapters, cutting, mistakes, transcribing
from recordings.domain.captions import Spoken
from recordings.domain.cutting import Cut, NoCut
from tests import factories
from tests.pages.test_event import HELD

# thirty seconds less at the beginning, and 100 to 160 is gone
CUT = Cut(30_000, ((100_000, 160_000),))


@pytest.mark.parametrize(
    ("old", "new"),
    [(0, 0), (29_999, 0), (30_000, 0), (31_000, 1_000), (100_000, 70_000), (130_000, 70_000), (160_000, 70_000), (170_000, 80_000)],
)
def test_every_moment_has_its_place_in_the_new_cut(old, new):
    assert CUT.moved(old) == new


def test_what_was_put_in_front_moves_everything_back():
    assert Cut(-15_000).moved(60_000) == 75_000


def test_a_stretch_within_what_was_cut_at_the_beginning_counts_once():
    assert Cut(30_000, ((10_000, 40_000),)).moved(50_000) == 10_000


def test_moments_never_change_their_order():
    change = Cut(12_345, ((10_000, 20_000), (50_000, 50_500), (90_000, 200_000)))
    moved = [change.moved(ms) for ms in range(0, 300_000, 777)]

    assert moved == sorted(moved)


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("", ()),
        ("12:30 – 14:00", ((750_000, 840_000),)),
        ("0:10-0:20\r\n\n1:00:00 to 1:00:01", ((10_000, 20_000), (3_600_000, 3_601_000))),
        ("0:10 - 0:30\n0:20 - 0:40", ((10_000, 40_000),)),
    ],
)
def test_stretches_are_read_and_made_one_where_they_touch(text, gaps):
    assert cutting.read_gaps(text) == gaps


@pytest.mark.parametrize("text", ["0:20 - 0:10", "0:10", "x - y", "0:10 - 0:99", "0:10 - 0:10", ":.:.: - 0:10"])
def test_a_stretch_that_cannot_be_read_is_said_with_its_line(text):
    with pytest.raises(NoCut, match="Line 2"):
        cutting.read_gaps(f"0:01 - 0:02\n{text}")


def test_more_than_a_hundred_stretches_are_refused():
    with pytest.raises(NoCut, match="100"):
        cutting.read_gaps("\n".join(f"{n}:00 - {n}:01" for n in range(101)))


@pytest.fixture
def recording(institute, now):
    event = factories.EventFactory(host=institute, slug="care", **HELD)
    recording = factories.RecordingFactory(event=event)
    spoken = [Spoken(n * 10_000, n * 10_000 + 9_000, "Rosa", f"Line {n}.") for n in range(20)]
    transcribing.replace(recording, spoken, language="en", by=None, now=now)
    chapters.write(recording, "0:00 Welcome\n1:50 Gone\n2:40 Questions\n3:00 End")
    recording.refresh_from_db()
    return recording


@pytest.mark.django_db
def test_lines_chapters_and_reports_move_along(recording, organizer, now):
    transcript = recording.transcripts.get()
    mistakes.report(transcript.cues.select_related("transcript__recording").last(), said="The last line.", now=now)

    cutting.cut(recording, CUT, by=organizer, now=now)

    recording.refresh_from_db()
    kept = list(transcript.cues.order_by("position").values_list("start_ms", "text"))
    assert kept[:2] == [(0, "Line 3."), (10_000, "Line 4.")]
    assert kept[-4:] == [(70_000, "Line 16."), (80_000, "Line 17."), (90_000, "Line 18."), (100_000, "Line 19.")]
    assert chapters.typed(chapters.of(recording)) == "0:00 Welcome\n1:10 Questions\n1:30 End\n"
    assert transcript.mistakes.get().start_ms == 100_000
    gone = transcript.corrections.first()
    assert (gone.act, gone.who, gone.before.splitlines()[0]) == ("moved", organizer, "Line 0.")


@pytest.mark.django_db
def test_links_to_every_cut_still_land(client, recording, now):
    cutting.cut(recording, CUT, by=None, now=now)
    recording.refresh_from_db()
    cutting.cut(recording, Cut(-5_000), by=None, now=now)
    recording.refresh_from_db()

    assert cutting.now_at(recording, 170_000) == 85_000
    assert cutting.now_at(recording, 80_000, cut=1) == 85_000
    assert cutting.now_at(recording, 85_000, cut=2) == 85_000
    assert "Play from 1:25" in client.get("/events/care/?t=170").content.decode()
    assert "Play from 1:25" in client.get("/events/care/?t=85&cut=2").content.decode()
    assert 'href="?cut=2&amp;t=5#t-5"' in client.get("/events/care/").content.decode()


@pytest.mark.django_db
def test_the_desk_asks_when_another_video_is_put_in_its_place(client, organizer, recording):
    client.force_login(organizer)
    typed = {"url": "https://youtu.be/hK4I3UEKcEs", "language": "en", "act": "publish"}

    answer = client.post("/desk/events/care/afterwards/", typed)
    assert answer.url == "/desk/events/care/recordings/cut/"

    told = client.post(answer.url, {"way": "later", "seconds": "30", "gaps": "1:40 - 2:40"}, follow=True)
    assert "old links still land" in told.content.decode()
    assert recording.transcripts.get().cues.count() == 11


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{"seconds": "-1"}, {"seconds": "x"}, {"gaps": "all of it"}, {"way": "never"}])
def test_what_cannot_be_understood_is_said_and_nothing_moves(client, organizer, recording, typed):
    client.force_login(organizer)

    answer = client.post("/desk/events/care/recordings/cut/", {"way": "later", "seconds": "30", "gaps": ""} | typed)

    assert answer.status_code == 422
    assert recording.transcripts.get().cues.count() == 20
