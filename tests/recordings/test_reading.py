"""A transcript to read: paragraphs that fit a page, words found whatever their accents, files that read back as they were."""

import pytest

from recordings.domain import captions, reading, transcribing
from recordings.domain.captions import Spoken
from recordings.models import Cue, Transcript
from tests import factories


def cues(*spoken):
    return [Cue(start_ms=start * 1000, end_ms=(start + 1) * 1000, speaker=speaker, text=text) for start, speaker, text in spoken]


def turns(paragraphs):
    return [(one.second, one.speaker, one.text) for one in paragraphs]


def test_a_turn_is_a_paragraph_and_a_line_without_a_name_goes_on():
    spoken = cues((0, "Rosa", "One."), (1, "Rosa", "Two."), (2, "", "Three."), (3, "Ana", "Four."), (4, "Rosa", "Five."))

    assert turns(reading.paragraphs_of(spoken)) == [(0, "Rosa", "One. Two. Three."), (3, "Ana", "Four."), (4, "Rosa", "Five.")]


def test_who_speaks_for_long_speaks_in_several_paragraphs_and_is_named_once():
    paragraphs = reading.paragraphs_of(cues(*[(n, "Rosa", "and so on " * 10) for n in range(20)]))

    assert len(paragraphs) > 2
    assert [one.speaker for one in paragraphs] == ["Rosa"] + [""] * (len(paragraphs) - 1)


@pytest.mark.parametrize("speakers", [1, 2, 300])
def test_ninety_minutes_are_at_most_280_paragraphs_and_no_word_is_lost(speakers):
    spoken = cues(*[(n * 3, f"Speaker {n % speakers}", f"word{n} and a few more of them.") for n in range(1800)])

    paragraphs = reading.paragraphs_of(spoken)

    assert len(paragraphs) <= 280
    text = " ".join(one.text for one in paragraphs)
    assert [word for word in text.split() if word.startswith("word")] == [f"word{n}" for n in range(1800)]


def test_two_paragraphs_never_have_the_same_anchor():
    paragraphs = reading.paragraphs_of(cues((1, "Rosa", "One."), (1, "Ana", "Two."), (2, "Rosa", "Three.")))

    assert [one.anchor for one in paragraphs] == ["t-1", "", "t-2"]


def marked(text, query):
    found = reading.find(reading.paragraphs_of(cues((0, "", text))), query)
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in found.paragraphs[0].pieces)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("canción", "Una [canción], otra [CANCION], la [Canción]."),
        ("CANCION", "Una [canción], otra [CANCION], la [Canción]."),
        ("otra  la", "Una canción, otra CANCION, la Canción."),
        ("a", "Un[a] c[a]nción, otr[a] C[A]NCION, l[a] C[a]nción."),
        (".", "Una canción, otra CANCION, la Canción[.]"),
        ("", ""),
        ("\x00", "Una canción, otra CANCION, la Canción."),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(query, text):
    assert marked("Una canción, otra CANCION, la Canción.", query) == text


@pytest.mark.parametrize("letters", ["İstanbul", "ﬁ", "ß", "각", "é", "\u0301"])
def test_folding_keeps_every_place(letters):
    assert len(reading.folded(letters)) == len(letters)


def test_hits_are_stepped_through_in_a_circle():
    found = reading.find(reading.paragraphs_of(cues((0, "", "a b a b a"))), "a", at=3)

    assert (found.count, found.now, found.before, found.after) == (3, 3, 2, 1)


@pytest.mark.parametrize("at", [0, 4, 999999])
def test_a_hit_that_is_none_is_the_first(at):
    assert reading.find(reading.paragraphs_of(cues((0, "", "a b a"))), "a", at=at).now == 1


def test_no_more_than_150_are_marked_and_all_are_counted():
    found = reading.find(reading.paragraphs_of(cues((0, "", "a " * 400))), "a", at=150)

    assert (found.count, found.marked, found.after) == (400, 150, 1)
    assert sum(1 for piece in found.paragraphs[0].pieces if piece.hit) == 150
    assert "".join(piece.text for piece in found.paragraphs[0].pieces).strip() == ("a " * 400).strip()


SAID = [
    Spoken(1000, 3000, "Rosa & Ana", "Three < four, and a --> b; the rest of it is long enough for two lines."),
    Spoken(3000, 4000, "", "¿Quién cocina?"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["vtt", "srt"])
def test_what_is_taken_away_reads_back_as_it_was(webinar, now, kind):
    transcript = transcribing.replace(factories.RecordingFactory(event=webinar), SAID, language="en", by=None, now=now)
    kept = transcript.cues.order_by("position")

    text = reading.as_vtt(transcript, kept) if kind == "vtt" else reading.as_srt(kept)
    back = captions.read(text.encode()).cues

    arrow = "-->" if kind == "vtt" else "→"
    assert [cue.text for cue in back] == [SAID[0].text.replace("-->", arrow), SAID[1].text]
    assert [(cue.start_ms, cue.end_ms) for cue in back] == [(1000, 3000), (3000, 4000)]
    assert back[0].speaker == "Rosa & Ana"


def test_text_to_read():
    assert reading.as_text("Who counts?", cues((61, "Rosa", "One."), (62, "", "Two."))) == "Who counts?\n\n[1:01] Rosa: One. Two.\n"


def test_captions_have_lines_that_fit_the_screen():
    text = reading.as_vtt(Transcript(language="en"), cues((0, "", "and so on " * 12)))

    assert max(len(line) for line in text.splitlines()) <= 42
