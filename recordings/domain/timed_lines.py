"""Plain text with times, as Otter, Zoom, Rev, Descript, YouTube's page and people write it.

A time stands alone on a line, in front of the words, or behind the name of who speaks: `0:15`, `[00:12] Rosa: …`, `Rosa Valle  0:03`.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from recordings.domain import timecodes
from recordings.domain.timed_blocks import Block, Blocks, Warnings
from recordings.domain.voices import LONGEST_NAME

_CLOCK = timecodes.CLOCK.pattern
_IN_FRONT = re.compile(rf"\s{{0,20}}([\[(]?)(?P<clock>{_CLOCK})([\])]?)(?:\s*[-–—|]\s+|:?\s+|:?$)", re.ASCII)
_BEHIND = re.compile(rf"(?<=\s)[\[(]?(?P<clock>{_CLOCK})[\])]?\s*(?::(?P<rest>.*))?$", re.ASCII)
_READ_ALOUD = re.compile(r"(?:\d+ (?:hours?|minutes?|seconds?|horas?|minutos?|segundos?)(?:, | y )?){1,3}")  # YouTube, for screen readers
_LONGEST_HEADER = 120
_LONGEST_IN_WORDS = 6
_WORDS_MS, _SHORTEST_MS, _LAST_MS = 400, 1_000, 30_000


@dataclass(frozen=True)
class _Mark:
    """A line with a time: how it is written, what time, who is named with it, what follows on the line."""

    index: int
    kind: str
    ms: int
    name: str
    rest: str


def read(lines: list[str]) -> Blocks:
    """Return the text that follows each time, until the next; the last one ends as long after as it takes to say it."""
    warnings = Warnings()
    marks = _of_the_usual_kind(_marks(lines, warnings))
    if not marks:
        return Blocks([], warnings)
    stray = next((index for index in range(marks[0].index) if lines[index].strip()), None)
    if stray is not None:
        warnings.add(stray + 1, _("what stands before the first time was left out"))
    found = []
    for mark, next_ in [*pairwise(marks), (marks[-1], None)]:
        body = _body(mark, lines[mark.index + 1 : next_.index if next_ else len(lines)])
        end = next_.ms if next_ and next_.ms >= mark.ms else mark.ms + _length_of(body)
        voice = [f"<v {mark.name.translate(_NO_TAG)}>"] if mark.name else []
        found.append(Block(mark.index + 1, mark.ms, end, (*voice, *body)))
    return Blocks(found, warnings)


def _marks(lines: list[str], warnings: Warnings) -> list[_Mark]:
    marks = []
    for index, line in enumerate(lines):
        found = _IN_FRONT.match(line) or (len(line) <= _LONGEST_HEADER and _BEHIND.search(line)) or None
        if not found:
            continue
        ms = timecodes.read(found["clock"])
        if ms is None:
            warnings.add(index + 1, _("this is no time"), found["clock"])
        elif found.re is _BEHIND:
            marks.append(_Mark(index, "behind", ms, line[: found.start()].strip(" \t:,-–—"), (found["rest"] or "").strip()))
        else:
            rest = line[found.end() :].strip()
            marks.append(_Mark(index, "marked" if found[1] else "loose" if rest else "alone", ms, "", rest))
    return [mark for mark in marks if mark.kind != "behind" or _may_be_a_name(mark.name)]


def _may_be_a_name(words: str) -> bool:
    return 0 < len(words) <= LONGEST_NAME and not words.endswith((".", "?", "!", ",")) and len(words.split()) <= _LONGEST_IN_WORDS


def _of_the_usual_kind(marks: list[_Mark]) -> list[_Mark]:
    """Leave out times within the text: where a file has its times in one manner, the few in another are words."""
    counts = Counter(mark.kind for mark in marks)
    usual = max(counts, key=lambda kind: (counts[kind], kind != "loose"), default="")
    return [mark for mark in marks if mark.kind == usual or (mark.kind != "loose" and counts[mark.kind] * 2 >= counts[usual])]


def _body(mark: _Mark, lines: list[str]) -> list[str]:
    if mark.kind == "alone" and lines and _READ_ALOUD.fullmatch(lines[0].strip()):
        lines = lines[1:]
    return [mark.rest, *lines]


def _length_of(body: list[str]) -> int:
    return min(max(sum(len(line.split()) for line in body) * _WORDS_MS, _SHORTEST_MS), _LAST_MS)


_NO_TAG = {ord("<"): None, ord(">"): None}
