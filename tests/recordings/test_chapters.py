"""Chapters from a list as people paste it, from a line by a click, and given away in the common forms."""

import pytest

from recordings.domain import chapters, transcribing
from recordings.domain.captions import Spoken
from recordings.domain.chapters import Chapter, NoChapters
from tests import factories

PASTED = "0:00 Welcome\n04:32 What a cluster <b>knows</b>\n\n1:02:15 - Questions\n"


@pytest.mark.parametrize(
    ("line", "chapter"),
    [
        ("0:00 Welcome", (0, "Welcome")),
        ("00:04:32 Welcome", (272_000, "Welcome")),
        ("[4:32] Welcome", (272_000, "Welcome")),
        ("(4:32) – Welcome", (272_000, "Welcome")),
        ("- 4:32: Welcome", (272_000, "Welcome")),
        ("2. 4:32 Welcome", (272_000, "Welcome")),
        ("• 4:32 | 10:30 is early", (272_000, "10:30 is early")),
        ("Welcome - 4:32", (272_000, "Welcome")),
        ("Welcome (4:32)", (272_000, "Welcome")),
        ("4:32.900 Welcome", (272_000, "Welcome")),
        ("4:32 &lt;script&gt; Welcome", (272_000, "Welcome")),
    ],
)
def test_a_line_as_people_write_it(line, chapter):
    assert chapters.read(line) == [Chapter(*chapter)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0:00 Welcome\nQuestions", "Line 2: begin with a time, like 4:32 Questions."),
        ("0:00 Welcome\n\n4:99 Questions", "Line 3: this is no time."),
        ("0:00", "Line 1: a chapter needs a title."),
        ("0:00 One\n0:00 Two", "Line 2: another chapter begins at this time."),
        ("\n".join(f"{n}:00 Chapter" for n in range(201)), "These are more than 200 chapters."),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text, sentence):
    with pytest.raises(NoChapters, match=sentence.replace(".", r"\.")):
        chapters.read(text)


def test_a_long_line_does_not_hang():
    with pytest.raises(NoChapters):
        chapters.read("- " * 100_000 + "x")


def test_the_order_is_that_of_the_times():
    assert [chapter.title for chapter in chapters.read("5:00 Two\r\n1:00 One")] == ["One", "Two"]


@pytest.fixture
def recording(webinar):
    return factories.RecordingFactory(event=webinar)


@pytest.mark.django_db
def test_a_list_replaces_the_one_before_and_reads_back_as_it_was_typed(recording):
    chapters.write(recording, "0:00 Old")
    chapters.write(recording, PASTED)

    recording.refresh_from_db()
    assert chapters.typed(chapters.of(recording)) == "0:00 Welcome\n4:32 What a cluster knows\n1:02:15 Questions\n"


@pytest.mark.django_db
def test_a_list_that_is_wrong_changes_nothing(recording):
    chapters.write(recording, PASTED)
    with pytest.raises(NoChapters):
        chapters.write(recording, "Nothing")

    recording.refresh_from_db()
    assert len(chapters.of(recording)) == 3


@pytest.mark.django_db
def test_a_chapter_begins_with_a_line_once(recording, now):
    spoken = [Spoken(272_500, 280_000, "Rosa", "What a cluster knows " * 10)]
    cue = transcribing.replace(recording, spoken, language="en", by=None, now=now).cues.get()
    chapters.write(recording, "0:00 Welcome\n10:00 Later")

    chapters.begin_at(cue)
    chapters.begin_at(cue)

    recording.refresh_from_db()
    assert [chapter.second for chapter in chapters.of(recording)] == [0, 272, 600]
    assert chapters.of(recording)[1].title == "What a cluster knows What a cluster knows What a cluster knows What a cluster…"


@pytest.mark.django_db
def test_more_than_200_are_refused_by_a_click_too(recording, now):
    cue = transcribing.replace(recording, [Spoken(1500, 2000, "", "One")], language="en", by=None, now=now).cues.get()
    chapters.write(recording, "\n".join(f"{n}:00 Chapter" for n in range(200)))

    with pytest.raises(NoChapters):
        chapters.begin_at(cue)


def test_the_list_to_paste_begins_at_zero():
    assert chapters.as_list([Chapter(272_000, "Questions")]) == "0:00 Beginning\n4:32 Questions\n"
    assert chapters.as_list([]) == ""


def test_the_track_of_chapters():
    assert chapters.as_vtt([Chapter(0, "One & <two>"), Chapter(5000, "Three")], end_ms=9000) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:05.000\nOne &amp; &lt;two&gt;\n\n00:00:05.000 --> 00:00:09.000\nThree\n"
    )
