"""A recording is replaced by another cut of it: what was written about it moves along, and links to the old one still land.

A moment of the first cut is what links and citations without a number mean; `cut=2` is the second after it, and so on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import User
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from recordings.domain import chapters, timecodes, transcribing
from recordings.models import Correction, Cue, Mistake, Recording, Transcript

MOST_GAPS = 100
_MUCH = 100_000
_GAP = re.compile(r"\s*(?P<start>[\d:.,]{3,20})\s*(?:-|–|—|to|a|,|\s)\s*(?P<end>[\d:.,]{3,20})\s*", re.ASCII)


class NoCut(DomainError):
    """The stretches that were cut out cannot be read."""

    field = "gaps"


@dataclass(frozen=True)
class Cut:
    """How a new cut differs: it begins `offset_ms` later than the old one (earlier, if negative), and these stretches of it are gone."""

    offset_ms: int
    gaps: tuple[tuple[int, int], ...] = ()

    def moved(self, ms: int) -> int:
        """Return where a moment of the old cut is in the new one; what was cut out is where the recording goes on."""
        gone = sum(min(ms, end) - max(start, self.offset_ms) for start, end in self.gaps if start < ms and end > self.offset_ms)
        return max(ms - gone - self.offset_ms, 0)

    def has_cut_out(self, start_ms: int, end_ms: int) -> bool:
        """Tell whether nothing from this moment of the old cut to that one is in the new one."""
        gone = [(0, self.offset_ms), *self.gaps] if self.offset_ms > 0 else self.gaps
        return any(start <= start_ms and max(end_ms, start_ms + 1) <= end for start, end in gone)


def read_gaps(text: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches that are written down, a line each: "12:30 – 14:00". Raises NoCut with the number of the line."""
    gaps: list[tuple[int, int]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip():
            continue
        found = _GAP.fullmatch(line[:200])
        start, end = (_time(found["start"]), _time(found["end"])) if found else (None, None)
        if start is None or end is None or end <= start:
            raise NoCut(gettext("Line %(number)s: write from when to when, like 12:30 – 14:00.") % {"number": number})
        gaps.append((start, end))
    if len(gaps) > MOST_GAPS:
        raise NoCut(_("These are more than 100 stretches."))
    return _joined(sorted(gaps))


def cuts_of(recording: Recording) -> list[Cut]:
    """Return what each new cut changed, the oldest first."""
    return [Cut(offset, tuple((start, end) for start, end in gaps)) for offset, gaps in recording.cuts]


def now_at(recording: Recording, ms: int, *, cut: int = 0) -> int:
    """Return where a moment is in the recording as it is now, that was noted when it had been cut `cut` times."""
    for later in cuts_of(recording)[max(cut, 0) :]:
        ms = later.moved(ms)
    return ms


@transaction.atomic
def cut(recording: Recording, change: Cut, *, by: User | None, now: datetime) -> None:
    """Move transcripts, chapters and reports to the new cut. Lines that were cut out are gone, and stand in the history."""
    Event.objects.lock(recording.event_id)
    recording = Recording.objects.get(pk=recording.pk)
    for transcript in Transcript.objects.filter(recording=recording):
        _move(Transcript.objects.lock(transcript.pk), change, by=by, now=now)
    parts = {change.moved(part.start_ms) // 1000 * 1000: part.title for part in chapters.of(recording)}
    recording.chapters = [[start, title] for start, title in sorted(parts.items())]
    recording.cuts = [*recording.cuts, [change.offset_ms, [list(gap) for gap in change.gaps]]]
    recording.save(update_fields=["chapters", "cuts"])


def _move(transcript: Transcript, change: Cut, *, by: User | None, now: datetime) -> None:
    cues = list(Cue.objects.filter(transcript=transcript).order_by("start_ms", "position"))
    kept = [cue for cue in cues if not change.has_cut_out(cue.start_ms, cue.end_ms)]
    for cue in kept:
        cue.pk, cue.start_ms, cue.end_ms = None, change.moved(cue.start_ms), change.moved(cue.end_ms)
    for mistake in Mistake.objects.filter(transcript=transcript):
        Mistake.objects.filter(pk=mistake.pk).update(start_ms=change.moved(mistake.start_ms))
    gone = [cue.text for cue in cues if change.has_cut_out(cue.start_ms, cue.end_ms)]
    transcribing.put(transcript, kept, act=Correction.Act.MOVED, before="\n".join(gone)[:_MUCH], after="", by=by, now=now)


def _time(clock: str) -> int | None:
    return timecodes.read(clock.strip(".,"))


def _joined(gaps: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the stretches with those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in gaps:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
