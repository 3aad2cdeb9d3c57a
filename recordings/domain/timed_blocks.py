"""Captions in blocks with times of their own: WebVTT, SubRip (SRT) and YouTube's SBV.

After https://www.w3.org/TR/webvtt1/, and kinder: a decimal comma, missing hours or blank lines do no harm. One pass over the lines.
"""

import re
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from recordings.domain import timecodes

_CLOCK = r"(\d{1,4}(?::\d{1,3}){1,2}(?:[.,]\d{1,9}|:\d{3})?)"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*(?:--+>|->|[–—]+>|→)\s*{_CLOCK}(?:\s.*)?", re.ASCII)
_SBV = re.compile(r"(\d{1,4}:\d\d:\d\d\.\d{3}),(\d{1,4}:\d\d:\d\d\.\d{3})\s*", re.ASCII)
_LANGUAGE = re.compile(r"Language:\s*([A-Za-z]{2,3})\b")
_APART = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?")
_NO_TAGS = {ord("<"): "\u2039", ord(">"): "\u203a"}  # a warning is read in a terminal and on a page
_MUCH = 60
_MOST_TOLD = 100


@dataclass(frozen=True)
class Block:
    """A caption as the file has it: the number of the line with its times, and its raw lines."""

    number: int
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


@dataclass
class Warnings:
    """What was left out, by line: the first hundred in words, the others counted."""

    told: list[tuple[int, str]] = field(default_factory=list)
    more: int = 0

    def add(self, number: int, what: Promise, excerpt: str = "") -> None:
        """Say of line `number` what is the matter with it, and quote it."""
        if len(self.told) == _MOST_TOLD:
            self.more += 1
            return
        words = {"number": number, "what": what, "text": _quoted(excerpt)}
        sentence = gettext("Line %(number)s: %(what)s: “%(text)s”.") if excerpt else gettext("Line %(number)s: %(what)s.")
        self.told.append((number, sentence % words))

    def sentences(self) -> list[str]:
        """Return the sentences in the order of the lines."""
        said = [sentence for _number, sentence in sorted(self.told, key=lambda one: one[0])]
        if self.more:
            said.append(ngettext("And %(count)s more like it.", "And %(count)s more like these.", self.more) % {"count": self.more})
        return said


@dataclass(frozen=True)
class Blocks:
    """What was read, in the order of the file. `language` is what the file says of itself, mostly nothing."""

    found: list[Block]
    warnings: Warnings
    language: str = ""


def is_in_blocks(lines: list[str]) -> bool:
    """Tell whether this file has times of the kind from → to, or says that it is WebVTT."""
    return lines[0].lstrip().startswith("WEBVTT") or any(_is_timing(line) for line in lines)


def read(lines: list[str]) -> Blocks:
    """Return every caption that can be understood, and for every one that cannot a sentence with the number of its line."""
    timings = [index for index, line in enumerate(lines) if _is_timing(line)]
    begins = [*(_begin(lines, index) for index in timings), len(lines)]
    blocks = Blocks([], Warnings(), _language(lines[: begins[0]]))
    _report_strays(lines, _header_end(lines, begins[0]), begins[0], blocks)
    for timing, end in zip(timings, begins[1:], strict=True):
        body_end = _body_end(lines, timing + 1, end)
        block = _block(lines, timing, body_end, blocks.warnings)
        if block:
            blocks.found.append(block)
        _report_strays(lines, body_end, end, blocks)
    return blocks


def _is_timing(line: str) -> bool:
    return "-->" in line or _TIMES.fullmatch(line) is not None or _SBV.fullmatch(line) is not None


def _begin(lines: list[str], timing: int) -> int:
    """Return where a caption begins: at its identifier, which stands right above the times and below a blank line."""
    above = timing - 1
    if above < 0 or not lines[above].strip() or _is_timing(lines[above]) or _APART.fullmatch(lines[above]):
        return timing
    is_alone = above == 0 or not lines[above - 1].strip()
    return above if is_alone or lines[above].strip().isdigit() else timing


def _header_end(lines: list[str], end: int) -> int:
    """Return where the head of a WebVTT file ends: at its first empty line."""
    if not lines[0].lstrip().startswith("WEBVTT"):
        return 0
    return next((index for index in range(end) if not lines[index].strip()), end)


def _language(head: list[str]) -> str:
    found = [match for line in head[:20] if (match := _LANGUAGE.match(line.strip()))]
    return found[0][1].lower() if found else ""


def _body_end(lines: list[str], start: int, end: int) -> int:
    """Return where the words of a caption end: at an empty line. One of spaces is YouTube's padding; a first one is an editor's."""
    index = start
    while index < end and not lines[index].strip():
        index += 1
    if index < end and _is_apart(lines, index):
        return start
    while index < end and lines[index] != "":
        index += 1
    return index


def _is_apart(lines: list[str], index: int) -> bool:
    """Tell whether what stands here after an empty line is no caption's text: a comment, or a caption whose times are broken."""
    return index > 0 and lines[index - 1] == "" and bool(_APART.fullmatch(lines[index]) or lines[index].strip().isdigit())


def _block(lines: list[str], timing: int, body_end: int, warnings: Warnings) -> Block | None:
    number = timing + 1
    found = _TIMES.fullmatch(lines[timing]) or _SBV.fullmatch(lines[timing])
    start, end = (timecodes.read(found[1]), timecodes.read(found[2])) if found else (None, None)
    if start is None or end is None:
        warnings.add(number, _("its times cannot be read, so this caption was left out"), lines[timing])
        return None
    if end < start:
        warnings.add(number, _("this caption ends before it begins, so it was left out"), lines[timing])
        return None
    return Block(number, start, end, tuple(lines[timing + 1 : body_end]))


def _report_strays(lines: list[str], start: int, end: int, blocks: Blocks) -> None:
    """Say of text that no times belong to where it stands; comments and styles belong to nobody."""
    index = start
    while index < end:
        if not lines[index].strip():
            index += 1
            continue
        first = index
        while index < end and lines[index].strip():
            index += 1
        if not _APART.fullmatch(lines[first]):
            told = first + 1 if first + 1 < index and lines[first].strip().isdigit() else first  # the line below the number
            blocks.warnings.add(told + 1, _("this has no times, so it was left out"), lines[told])


def _quoted(line: str) -> str:
    line = " ".join(line.split()).translate(_NO_TAGS)
    return line if len(line) <= _MUCH else f"{line[:_MUCH]}…"
