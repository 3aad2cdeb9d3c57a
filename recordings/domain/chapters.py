"""The parts of a recording: read from a list as people write it, taken from a line of the transcript, and given away as others read it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event
from events_service.lib.errors import DomainError
from recordings.domain import timecodes, voices
from recordings.domain.timecodes import CLOCK
from recordings.models import Cue, Recording

MOST = 200
LONGEST_TITLE = 200
_FROM_A_LINE = 80
_IN_FRONT = re.compile(rf"[-*•\s]{{0,8}}(?:\d{{1,3}}[.)]\s{{1,4}})?[\[(]?{CLOCK.pattern}[\])]?[\s\-–—:|]{{0,8}}(?P<title>.*)", re.ASCII)
_BEHIND = re.compile(rf"(?<=[\s(\[]){CLOCK.pattern}[\])]?\s*$", re.ASCII)


class NoChapters(DomainError):
    """A line of the list cannot be read."""

    field = "chapters"


@dataclass(frozen=True)
class Chapter:
    """A part of a recording with a name, from its beginning to the next one's."""

    start_ms: int
    title: str

    @property
    def second(self) -> int:
        return self.start_ms // 1000


def of(recording: Recording) -> list[Chapter]:
    """Return the recording's chapters, in order."""
    return [Chapter(start, title) for start, title in recording.chapters]


def read(text: str) -> list[Chapter]:
    """Return the chapters that are written down, in order: "4:32 What a cluster knows" or "What a cluster knows - 4:32", a line each.

    Raises NoChapters with the number of the line that has no time, no title, or a time that another has.
    """
    found: dict[int, str] = {}
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not line.strip():
            continue
        start, title = _chapter(line, number)
        if start in found:
            raise NoChapters(gettext("Line %(number)s: another chapter begins at this time.") % {"number": number})
        found[start] = title
        if len(found) > MOST:
            raise NoChapters(_("These are more than 200 chapters."))
    return [Chapter(start, title) for start, title in sorted(found.items())]


@transaction.atomic
def write(recording: Recording, text: str) -> list[Chapter]:
    """Make these the chapters of the recording, in place of those there were; an empty text takes them away. Raises NoChapters."""
    wanted = read(text)
    Event.objects.lock(recording.event_id)
    _keep(recording, wanted)
    return wanted


@transaction.atomic
def begin_at(cue: Cue) -> Chapter:
    """Begin a chapter with this line, named by its first words until somebody names it better. Twice is once."""
    Event.objects.lock(cue.transcript.recording.event_id)
    recording = Recording.objects.get(pk=cue.transcript.recording_id)
    known = of(recording)
    new = Chapter(cue.start_ms // 1000 * 1000, _first_words(cue.text))
    for chapter in known:
        if chapter.start_ms == new.start_ms:
            return chapter
    if len(known) >= MOST:
        raise NoChapters(_("These are more than 200 chapters."))
    _keep(recording, sorted([*known, new], key=lambda chapter: chapter.start_ms))
    return new


def as_list(chapters: Sequence[Chapter]) -> str:
    """Return a line for each chapter, as one pastes it below a video; the first at 0:00, as YouTube wants it."""
    lines = [(chapter.start_ms, chapter.title) for chapter in chapters]
    if lines and lines[0][0]:
        lines.insert(0, (0, gettext("Beginning")))
    return "".join(f"{timecodes.short(start)} {title}\n" for start, title in lines)


def typed(chapters: Sequence[Chapter]) -> str:
    """Return the list as an organizer edits it, with nothing added."""
    return "".join(f"{timecodes.short(chapter.start_ms)} {chapter.title}\n" for chapter in chapters)


def as_vtt(chapters: Sequence[Chapter], *, end_ms: int) -> str:
    """Return the chapters as a WebVTT file of kind chapters; the last one lasts until `end_ms`."""
    blocks = ["WEBVTT"]
    ends = [next_.start_ms for _chapter_, next_ in pairwise(chapters)]
    for chapter, end in zip(chapters, [*ends, end_ms], strict=bool(chapters)):
        title = chapter.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{timecodes.written(chapter.start_ms)} --> {timecodes.written(max(end, chapter.start_ms + 1000))}\n{title}")
    return "\n\n".join(blocks) + "\n"


def _keep(recording: Recording, chapters: Sequence[Chapter]) -> None:
    recording.chapters = [[chapter.start_ms, chapter.title] for chapter in chapters]
    recording.save(update_fields=["chapters"])


def _chapter(line: str, number: int) -> tuple[int, str]:
    line = line[:1_000]
    found = _IN_FRONT.match(line)
    title = found["title"] if found else ""
    if not found and (found := _BEHIND.search(line)):
        title = line[: found.start()].rstrip(" \t-–—:|([")
    if not found:
        raise NoChapters(gettext("Line %(number)s: begin with a time, like 4:32 Questions.") % {"number": number})
    start = timecodes.milliseconds(found)
    if start is None:
        raise NoChapters(gettext("Line %(number)s: this is no time.") % {"number": number})
    title = voices.words_of(title)[:LONGEST_TITLE].strip()
    if not title:
        raise NoChapters(gettext("Line %(number)s: a chapter needs a title.") % {"number": number})
    return start // 1000 * 1000, title


def _first_words(text: str) -> str:
    if len(text) <= _FROM_A_LINE:
        return text
    return text[:_FROM_A_LINE].rpartition(" ")[0] + "…" if " " in text[:_FROM_A_LINE] else text[:_FROM_A_LINE]
