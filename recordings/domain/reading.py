"""A transcript to read: paragraphs by speaker turn, with words found in it; and the same to take away as WebVTT, SubRip and text."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from recordings.domain import timecodes
from recordings.models import Cue, Transcript

MOST_PARAGRAPHS = 280  # ninety minutes stay a page that a phone scrolls
MOST_MARKED = 150
_COMFORTABLE = 420  # characters of a paragraph
_LINE = 42  # of a caption on the screen


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `hit` counts what was found from one, zero for what was not sought."""

    text: str
    hit: int = 0


@dataclass(frozen=True)
class Paragraph:
    """What somebody says for a while. An empty `speaker` goes on with the one above; `anchor` is empty where another has the second."""

    start_ms: int
    end_ms: int
    speaker: str
    voice: int
    text: str
    anchor: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def second(self) -> int:
        return self.start_ms // 1000


@dataclass
class Found:
    """What was sought, how often it is there, and which of it is looked at now, from one; zero for none."""

    query: str
    count: int = 0
    now: int = 0
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def before(self) -> int:
        return (self.now - 2) % self.marked + 1 if self.marked else 0

    @property
    def after(self) -> int:
        return self.now % self.marked + 1 if self.marked else 0

    @property
    def marked(self) -> int:
        """Return how many are marked and can be stepped through."""
        return min(self.count, MOST_MARKED)


def paragraphs_of(cues: Iterable[Cue]) -> list[Paragraph]:
    """Return the transcript in at most MOST_PARAGRAPHS: a new one for each speaker, and where one speaks for long."""
    rows = list(cues)
    comfortable = max(_COMFORTABLE, sum(len(cue.text) + 1 for cue in rows) // (MOST_PARAGRAPHS // 2))
    turns = _turns(rows, comfortable)
    if len(turns) > MOST_PARAGRAPHS:
        turns = _packed(turns, -(-len(turns) // MOST_PARAGRAPHS))
    return _numbered(turns)


def kept(paragraphs: Iterable[Paragraph]) -> list[list[object]]:
    """Return the paragraphs as they are kept beside the lines they are made of."""
    return [[one.start_ms, one.end_ms, one.speaker, one.text] for one in paragraphs]


def unpacked(rows: Iterable[tuple[int, int, str, str]]) -> list[Paragraph]:
    """Return the paragraphs that were kept."""
    return _numbered([Paragraph(start, end, speaker, 0, text) for start, end, speaker, text in rows])


def find(paragraphs: Sequence[Paragraph], query: str, *, at: int = 0) -> Found:
    """Return the paragraphs with every place marked where `query` stands, whatever its case and accents. `at` is the one to look at."""
    query = " ".join(query.split())[:100]
    sought = folded(query)
    found = Found(query)
    for paragraph in paragraphs:
        pieces = tuple(_pieces(paragraph.text, sought, found)) if sought else ()
        found.paragraphs.append(replace(paragraph, pieces=pieces))
    found.now = (at if 1 <= at <= found.marked else 1) if found.count else 0
    return found


def folded(text: str) -> str:
    """Return the text without case and accents, as many characters as before."""
    return "".join(unicodedata.normalize("NFD", letter)[0].casefold()[:1] or letter for letter in text)


def as_vtt(transcript: Transcript, cues: Iterable[Cue]) -> str:
    """Return the transcript as WebVTT, in captions of at most two lines of 42 characters where it goes."""
    blocks = [f"WEBVTT\nLanguage: {transcript.language}"]
    for cue in cues:
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        words = "\n".join(_escaped(line) for line in _lines(cue.text))
        blocks.append(f"{timecodes.written(cue.start_ms)} --> {timecodes.written(cue.end_ms)}\n{voice}{words}")
    return "\n\n".join(blocks) + "\n"


def as_srt(cues: Iterable[Cue]) -> str:
    """Return the transcript as SubRip."""
    blocks, speaker = [], ""
    for number, cue in enumerate(cues, 1):
        named = f"{cue.speaker}: {cue.text}" if cue.speaker and cue.speaker != speaker else cue.text
        speaker = cue.speaker or speaker
        times = f"{timecodes.written(cue.start_ms, mark=',')} --> {timecodes.written(cue.end_ms, mark=',')}"
        blocks.append("\n".join([str(number), times, *_lines(named.replace("-->", "→"))]))
    return "\n\n".join(blocks) + "\n"


def as_text(title: str, cues: Iterable[Cue]) -> str:
    """Return the transcript as text to read: a paragraph for each turn, with its time and who speaks."""
    paragraphs = (f"[{timecodes.short(one.start_ms)}] {f'{one.speaker}: ' if one.speaker else ''}{one.text}" for one in paragraphs_of(cues))
    return "\n\n".join([title, *paragraphs]) + "\n"


def _turns(cues: list[Cue], comfortable: int) -> list[Paragraph]:
    turns: list[Paragraph] = []
    speaker, size = "", 0
    texts: list[str] = []
    for cue in cues:
        is_other = bool(cue.speaker) and cue.speaker != speaker
        if not turns or is_other or size > comfortable:
            if turns:
                turns[-1] = replace(turns[-1], text=" ".join(texts))
            turns.append(Paragraph(cue.start_ms, cue.end_ms, cue.speaker if is_other else "", 0, ""))
            texts, size, speaker = [], 0, cue.speaker or speaker
        texts.append(cue.text)
        size += len(cue.text)
        turns[-1] = replace(turns[-1], end_ms=max(turns[-1].end_ms, cue.end_ms))
    if turns:
        turns[-1] = replace(turns[-1], text=" ".join(texts))
    return turns


def _packed(turns: list[Paragraph], size: int) -> list[Paragraph]:
    """Put several short turns into one paragraph, their speakers named in the text."""
    packed = []
    for start in range(0, len(turns), size):
        first, *others = turns[start : start + size]
        text = " ".join([first.text, *(f"— {one.speaker}: {one.text}" if one.speaker else one.text for one in others)])
        packed.append(replace(first, text=text, end_ms=max(first.end_ms, *(one.end_ms for one in others), 0)))
    return packed


def _numbered(turns: list[Paragraph]) -> list[Paragraph]:
    """Give each speaker a number, for a colour, and each paragraph the anchor of its second, unless it is taken."""
    voices: dict[str, int] = {}
    anchors: set[str] = set()
    numbered = []
    for turn in turns:
        anchor = f"t-{turn.second}"
        voice = voices.setdefault(turn.speaker, len(voices) % 4) if turn.speaker else 0
        numbered.append(replace(turn, voice=voice, anchor="" if anchor in anchors else anchor))
        anchors.add(anchor)
    return numbered


def _pieces(text: str, sought: str, found: Found) -> Iterable[Piece]:
    plain, start = folded(text), 0
    while (place := plain.find(sought, start)) >= 0:
        found.count += 1
        if found.count <= MOST_MARKED:
            yield Piece(text[start:place])
            yield Piece(text[place : place + len(sought)], found.count)
        else:
            yield Piece(text[start : place + len(sought)])
        start = place + len(sought)
    yield Piece(text[start:])


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _lines(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
