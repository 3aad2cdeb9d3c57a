"""Transcripts as rows: brought in, replaced, mended, and every change to be read afterwards."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from events_service.events.domain import speaking
from recordings.domain import transcribing
from recordings.domain.captions import Spoken
from recordings.models import Cue, Transcript
from tests import factories

pytestmark = pytest.mark.django_db

SAID = [
    Spoken(1000, 3000, "Speaker 1", "Good morning."),
    Spoken(3000, 5000, "Speaker 2", "Who cooks?"),
    Spoken(5000, 9000, "Speaker 1", "Nobody cooks alone."),
]


@pytest.fixture
def recording(webinar):
    return factories.RecordingFactory(event=webinar)


@pytest.fixture
def transcript(recording, now):
    return transcribing.replace(recording, SAID, language="en", by=None, now=now)


@pytest.fixture
def rosa(webinar, now):
    speaking.set_speakers(webinar, [speaking.SpeakerLine("Rosa Valle", "economist")], now=now)
    return webinar.appearances.get().speaker


def lines(transcript):
    return [(cue.speaker, cue.text) for cue in transcript.cues.order_by("position")]


def history(transcript):
    return [(one.act, one.before, one.after) for one in transcript.corrections.all()]


def first(transcript):
    return transcript.cues.order_by("position").first()


def test_it_is_kept_in_order(transcript):
    cues = transcript.cues.values_list("position", "start_ms", "end_ms", "text")

    assert list(cues) == [(0, 1000, 3000, "Good morning."), (1, 3000, 5000, "Who cooks?"), (2, 5000, 9000, "Nobody cooks alone.")]


def test_again_replaces_the_lines_and_keeps_what_was_corrected(recording, transcript, organizer, now):
    transcribing.edit(first(transcript), text="Good evening.", speaker="Speaker 1", was="Good morning.", by=organizer, now=now)

    again = transcribing.replace(recording, SAID[:1], language="en", by=organizer, now=now)

    assert again == transcript
    assert lines(again) == [("Speaker 1", "Good morning.")]
    assert history(again) == [
        ("imported", "3", "1"),
        ("edited", "Speaker 1: Good morning.", "Speaker 1: Good evening."),
        ("imported", "", "3"),
    ]


def test_each_language_has_its_own(recording, transcript, now):
    transcribing.replace(recording, [Spoken(0, 1, "", "Buenos días.")], language="es", by=None, now=now)

    assert lines(transcript) == [(cue.speaker, cue.text) for cue in SAID]
    assert [one.language for one in recording.transcripts.all()] == ["en", "es"]


def test_a_line_is_edited(transcript, organizer, now):
    transcribing.edit(first(transcript), text=" Good  <b>evening</b>. ", speaker="Rosa", was="Good morning.", by=organizer, now=now)

    assert lines(transcript)[0] == ("Rosa", "Good evening.")
    assert transcript.corrections.first().who == organizer


def test_an_edit_that_changes_nothing_leaves_no_trace(transcript, now):
    transcribing.edit(first(transcript), text="Good morning.", speaker="Speaker 1", was="Good morning.", by=None, now=now)

    assert [act for act, *_rest in history(transcript)] == ["imported"]


@pytest.mark.parametrize("text", ["", " ", "<b></b>", "a" * 2001])
def test_a_line_needs_words_and_not_too_many(transcript, text, now):
    with pytest.raises(transcribing.NotLikeThis):
        transcribing.edit(first(transcript), text=text, speaker="", was="Good morning.", by=None, now=now)


def test_two_at_once_never_write_over_each_other(transcript, now):
    cue = first(transcript)
    transcribing.edit(cue, text="Good evening.", speaker="", was="Good morning.", by=None, now=now)

    with pytest.raises(transcribing.Changed):
        transcribing.edit(cue, text="Good night.", speaker="", was="Good morning.", by=None, now=now)


def test_a_line_that_is_gone_cannot_be_edited(recording, transcript, now):
    cue = first(transcript)
    transcribing.replace(recording, SAID, language="en", by=None, now=now)

    with pytest.raises(transcribing.Changed):
        transcribing.edit(cue, text="x", speaker="", was="Good morning.", by=None, now=now)


def test_two_lines_are_joined(transcript, now):
    transcribing.merge(first(transcript), was="Good morning.", by=None, now=now)

    assert lines(transcript) == [("Speaker 1", "Good morning. Who cooks?"), ("Speaker 1", "Nobody cooks alone.")]
    assert (first(transcript).start_ms, first(transcript).end_ms) == (1000, 5000)
    assert history(transcript)[0] == ("merged", "Good morning.\nWho cooks?", "Good morning. Who cooks?")


def test_joined_with_one_that_is_named_it_is_named(recording, now):
    spoken = [Spoken(0, 1, "", "Good"), Spoken(1, 2, "Rosa", "morning.")]
    transcript = transcribing.replace(recording, spoken, language="en", by=None, now=now)

    transcribing.merge(first(transcript), was="Good", by=None, now=now)

    assert lines(transcript) == [("Rosa", "Good morning.")]


def test_the_last_line_has_none_to_be_joined_with(transcript, now):
    with pytest.raises(transcribing.NotLikeThis):
        transcribing.merge(transcript.cues.last(), was="Nobody cooks alone.", by=None, now=now)


def test_a_line_is_divided(transcript, now):
    transcribing.split(first(transcript), first="Good", second="morning.", second_speaker="Ana", was="Good morning.", by=None, now=now)

    cues = transcript.cues.order_by("position").values_list("position", "start_ms", "end_ms", "speaker", "text")
    assert list(cues)[:3] == [
        (0, 1000, 1666, "Speaker 1", "Good"),
        (1, 1666, 3000, "Ana", "morning."),
        (2, 3000, 5000, "Speaker 2", "Who cooks?"),
    ]


def test_a_speaker_is_named_in_every_line(transcript, organizer, rosa, now):
    count = transcribing.name_speaker(transcript, old="Speaker 1", new="", person=rosa, by=organizer, now=now)

    assert (count, [who for who, _text in lines(transcript)]) == (2, ["Rosa Valle", "Speaker 2", "Rosa Valle"])
    assert list(transcript.cues.values_list("person", flat=True)) == [rosa.pk, None, rosa.pk]
    assert history(transcript)[0] == ("named", "Speaker 1", "Rosa Valle")


def test_two_names_of_one_person_become_one(transcript, rosa, now):
    transcribing.name_speaker(transcript, old="Speaker 1", new="", person=rosa, by=None, now=now)
    transcribing.name_speaker(transcript, old="Speaker 2", new="", person=rosa, by=None, now=now)

    assert transcribing.speakers_of(transcript) == [{"speaker": "Rosa Valle", "lines": 3, "first_ms": 1000, "person": rosa.pk}]


def test_a_name_is_needed(transcript, now):
    with pytest.raises(transcribing.NotLikeThis):
        transcribing.name_speaker(transcript, old="Speaker 1", new=" ", person=None, by=None, now=now)


def test_who_was_named_once_is_known_the_next_time(recording, transcript, rosa, now):
    transcribing.name_speaker(transcript, old="Speaker 1", new="", person=rosa, by=None, now=now)

    again = transcribing.replace(recording, [Spoken(0, 1, "Rosa Valle", "Hello.")], language="es", by=None, now=now)

    assert again.cues.get().person == rosa


def test_it_is_taken_away(transcript):
    transcribing.remove(transcript)

    assert (Transcript.objects.count(), Cue.objects.count()) == (0, 0)


# The command


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "session.vtt"
    path.write_text("WEBVTT\nLanguage: en\n\n00:01.000 --> 00:02.000\nRosa: Hello.\n\naa --> bb\nlost\n\n00:03.000 --> 00:04.000\nBye.\n")
    return path


def printed(*arguments):
    out = io.StringIO()
    call_command("import_transcript", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_dry_run_prints_exactly_what_was_read(file):
    assert json.loads(printed(file, "--dry-run", "--json")) == {
        "ok": True,
        "cues": [
            {"start_ms": 1000, "end_ms": 2000, "speaker": "Rosa", "text": "Hello."},
            {"start_ms": 3000, "end_ms": 4000, "speaker": None, "text": "Bye."},
        ],
        "warnings": ["Line 7: its times cannot be read, so this caption was left out: “aa --\u203a bb”."],
        "error": None,
    }
    assert not Transcript.objects.exists()


def test_the_command_writes_and_twice_is_once(file, recording):
    printed(file, "--recording", recording.pk)
    told = printed(file, "--recording", recording.pk)

    transcript = Transcript.objects.get()
    assert (transcript.language, lines(transcript)) == ("en", [("Rosa", "Hello."), ("", "Bye.")])
    assert told.splitlines()[-1] == "Lines: 2. Speakers: Rosa."


def test_the_language_can_be_said(file, recording):
    printed(file, "--recording", recording.pk, "--language", "es-MX")

    assert Transcript.objects.get().language == "es"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--recording", "7000"], "There is no recording 7000."),
        (["--recording", str(2**70)], f"There is no recording {2**70}."),
        ([], "Say whose transcript it is with --recording ID, or only look with --dry-run."),
    ],
)
def test_what_the_command_refuses_it_says_and_ends_with_one(file, capsys, arguments, sentence):
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.").replace("?", r"\?")):
        printed(file, *arguments)

    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_transcript", str(file), *arguments, "--json", stdout=out)
    assert ended.value.code == 1
    assert json.loads(out.getvalue()) == {"ok": False, "cues": [], "warnings": [], "error": sentence}


@pytest.mark.parametrize("name", ["missing.vtt", "bad\x00name", "."])
def test_a_file_that_cannot_be_opened_is_said(tmp_path, name):
    with pytest.raises(CommandError, match="cannot be opened"):
        printed(tmp_path / name, "--dry-run")


def test_a_language_that_is_none_is_refused(file, recording):
    with pytest.raises(CommandError, match="code of two or three letters"):
        printed(file, "--recording", recording.pk, "--language", "inglés")
