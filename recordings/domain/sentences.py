"""Captions that roll or overlap, made into sentences that are said once.

Automatic captions repeat the line before on top of the new one, or grow word by word; live ones overlap in time. Captions that
do neither stay exactly as they are.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from recordings.domain import voices
from recordings.domain.voices import Line

T = TypeVar("T")

_TOUCHING_MS = 250
_HELD_MS = 100
_PAUSE_MS = 2_000
_LONG, _LONGEST = 240, 600  # characters of a sentence without an end: cut where a caption begins, then anywhere
_ENDS = re.compile(r"[.?!…。\uff1f\uff01][\"'”’»)\]]*$")
_SHORT_FORMS = {
    "dr.",
    "mr.",
    "mrs.",
    "ms.",
    "st.",
    "vs.",
    "e.g.",
    "i.e.",
    "no.",
    "prof.",
    "sr.",
    "sra.",
    "srta.",
    "lic.",
    "ing.",
    "ud.",
    "uds.",
}
_SURE, _FEW, _SHARE = 2, 2, 5


@dataclass(frozen=True)
class Caption:
    """Lines on the screen for a while. `rolls` where it goes on with what the caption before began."""

    start_ms: int
    end_ms: int
    lines: tuple[Line, ...]
    rolls: bool = False

    @property
    def words(self) -> list[str]:
        return [word for line in self.lines for word in line.text.split()]


@dataclass(frozen=True)
class Spoken:
    """A cue of a transcript: who says what from when to when. `rolls` where it goes on with the one before."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str
    rolls: bool = False

    @property
    def second(self) -> int:
        return self.start_ms // 1000


def once(captions: list[Caption]) -> list[Caption]:
    """Return the captions without what each repeats of the one before; what only repeats lengthens it."""
    is_rolling = _is_rolling(captions)
    kept: list[Caption] = []
    shown: Caption | None = None
    for caption in captions:
        carried = _carried(shown, caption, is_rolling=is_rolling) if shown else 0
        shown = caption
        if carried and carried == len(caption.words):
            kept[-1] = replace(kept[-1], end_ms=max(kept[-1].end_ms, caption.end_ms))
        else:
            kept.append(replace(caption, lines=_without(caption.lines, carried), rolls=carried > 0))
    return kept


def joined(spoken: list[Spoken]) -> list[Spoken]:
    """Return the cues with those that roll or overlap, of one speaker, cut into sentences anew; all others as they are."""
    cues: list[Spoken] = []
    run: list[Spoken] = []
    for cue in spoken:
        if run and _goes_on(run[-1], cue):
            run.append(replace(cue, speaker=cue.speaker or run[-1].speaker))
        else:
            cues += _sentences(run)
            run = [cue]
    return cues + _sentences(run)


def bounded(cues: Iterable[Spoken], most: int) -> list[Spoken]:
    """Return the cues with those of more than `most` characters cut, their time shared out by length."""
    return [part for cue in cues for part in (_cut(cue, most) if len(cue.text) > most else [cue])]


def _cut(cue: Spoken, most: int) -> list[Spoken]:
    pieces = [text[start : start + most] for text in _packed(cue.text.split(), most) for start in range(0, len(text), most)]
    total, done, parts = len(cue.text), 0, []
    for piece in pieces:
        start = cue.start_ms + (cue.end_ms - cue.start_ms) * done // total
        done = min(done + len(piece) + 1, total)
        parts.append(Spoken(start, cue.start_ms + (cue.end_ms - cue.start_ms) * done // total, cue.speaker, piece))
    return parts


def _packed(words: list[str], most: int) -> list[str]:
    texts: list[list[str]] = [[]]
    size = 0
    for word in words:
        if texts[-1] and size + len(word) >= most:
            texts.append([])
            size = 0
        texts[-1].append(word)
        size += len(word) + 1
    return [" ".join(text) for text in texts]


def _is_rolling(captions: list[Caption]) -> bool:
    """Tell whether it is the habit of this file to show a line again above the next one."""
    pairs = list(pairwise(captions))
    rolling = sum(1 for one, next_ in pairs if _touch(one, next_) and _repeats_a_line(one, next_))
    return rolling >= _FEW and rolling * _SHARE >= len(pairs)


def _repeats_a_line(one: Caption, next_: Caption) -> bool:
    return len(next_.lines) > 1 and bool(one.lines) and one.lines[-1].text == next_.lines[0].text


def _touch(one: Caption, next_: Caption) -> bool:
    return next_.start_ms <= one.end_ms + _TOUCHING_MS


def _carried(shown: Caption, caption: Caption, *, is_rolling: bool) -> int:
    """Return how many words at the caption's beginning were shown just before and are not said again."""
    before, words = shown.words, caption.words
    same = _overlap(before, words)
    if not _touch(shown, caption):  # where it is the habit, the line before stands on through a silence
        return same if is_rolling and 0 < same < len(words) and _is_whole_lines(shown, caption, same) else 0
    overlaps = caption.start_ms < shown.end_ms
    if same == len(words):
        is_held = min(caption.end_ms - caption.start_ms, shown.end_ms - shown.start_ms) <= _HELD_MS
        return same if is_held or overlaps or is_rolling else 0
    is_sure = same >= _SURE and (overlaps or same == len(before) or _is_whole_lines(shown, caption, same))
    return same if is_sure or (is_rolling and _is_whole_lines(shown, caption, same)) else 0


def _is_whole_lines(shown: Caption, caption: Caption, count: int) -> bool:
    return count in _sizes(caption.lines) and count in _sizes(shown.lines[::-1])


def _sizes(lines: Iterable[Line]) -> set[int]:
    """Return how many words the first line has, the first two, and so on."""
    sizes, size = set(), 0
    for line in lines:
        size += len(line.text.split())
        sizes.add(size)
    return sizes


def _overlap(before: list[str], words: list[str]) -> int:
    """Return the length of the longest end of `before` that `words` begins with (Knuth, Morris, Pratt: linear)."""
    row: list[str | None] = [*words, None, *before[-len(words) :]] if words else []
    border = [0] * len(row)
    for index in range(1, len(row)):
        size = border[index - 1]
        while size and row[index] != row[size]:
            size = border[size - 1]
        border[index] = size + (row[index] == row[size])
    return border[-1] if border and before else 0


def _without(lines: tuple[Line, ...], count: int) -> tuple[Line, ...]:
    """Return the lines without their first `count` words."""
    rest = []
    for line in lines:
        words = line.text.split()
        if count < len(words):
            rest.append(replace(line, text=" ".join(words[count:])) if count else line)
        count = max(0, count - len(words))
    return tuple(rest)


def _goes_on(one: Spoken, next_: Spoken) -> bool:
    is_same = next_.speaker == one.speaker or (next_.rolls and not next_.speaker)
    return is_same and (next_.rolls or next_.start_ms < one.end_ms)


def _sentences(run: list[Spoken]) -> list[Spoken]:
    """Cut a run of cues that go on into each other where sentences end, where a pause is, or where it grows too long."""
    if len(run) < 2:
        return [replace(cue, rolls=False) for cue in run]
    cues: list[Spoken] = []
    words: list[_Word] = []
    size = 0
    for word, next_ in _pairs(_timed(run)):
        words.append(word)
        size += len(word.text) + 1
        if next_ is None or _ends_here(word, next_, size):
            cues.append(Spoken(words[0].start_ms, word.end_ms, run[0].speaker, " ".join(one.text for one in words)))
            words, size = [], 0
    return cues


@dataclass(frozen=True)
class _Word:
    text: str
    start_ms: int
    end_ms: int
    is_first: bool  # of its caption


def _timed(run: list[Spoken]) -> list[_Word]:
    """Return every word with its share of its caption's time; a caption ends when the next begins."""
    words: list[_Word] = []
    for cue, next_ in _pairs(_one_at_a_time(run)):
        end = min(cue.end_ms, next_.start_ms) if next_ else cue.end_ms
        length, done = len(cue.text) + 1, 0
        for number, text in enumerate(cue.text.split()):
            start = cue.start_ms + (end - cue.start_ms) * done // length
            done += len(text) + 1
            words.append(_Word(text, start, cue.start_ms + (end - cue.start_ms) * done // length, number == 0))
    return words


def _one_at_a_time(run: list[Spoken]) -> list[Spoken]:
    """Join what begins at the same moment: nobody could tell which is first."""
    cues = run[:1]
    texts = [[run[0].text]]
    for cue in run[1:]:
        if cue.start_ms == cues[-1].start_ms:
            cues[-1] = replace(cues[-1], end_ms=max(cues[-1].end_ms, cue.end_ms))
            texts[-1].append(cue.text)
        else:
            cues.append(cue)
            texts.append([cue.text])
    return [replace(cue, text=" ".join(text)) for cue, text in zip(cues, texts, strict=True)]


def _ends_here(word: _Word, next_: _Word, size: int) -> bool:
    if _ENDS.search(word.text[-8:]) and word.text.lower() not in _SHORT_FORMS and not next_.text[0].islower():
        return True
    if next_.is_first and (next_.start_ms - word.end_ms > _PAUSE_MS or size > _LONG):
        return True
    return size > _LONGEST


def _pairs(items: list[T]) -> Iterable[tuple[T, T | None]]:
    """Return each with the one after it, the last with None."""
    return zip(items, [*items[1:], None], strict=True)


def spoken_of(caption: Caption) -> list[Spoken]:
    """Return what is said in a caption, a cue for each voice in it; all in its time, since nobody knows which part is whose."""
    cues: list[Spoken] = []
    for line in map(voices.named, caption.lines):
        is_new = not cues or line.turns or (line.speaker and line.speaker != cues[-1].speaker)
        if is_new and (line.text or line.speaker):
            cues.append(Spoken(caption.start_ms, caption.end_ms, line.speaker, line.text, caption.rolls and not cues and not line.turns))
        elif line.text:
            cues[-1] = replace(cues[-1], text=f"{cues[-1].text} {line.text}".strip())
    return [cue for cue in cues if cue.text]
