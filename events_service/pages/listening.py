"""A recording on its event's page: the player, its chapters, and the transcript to read along, at the moment that is asked for.

Everything is in the address and answered without scripts: `?recording=`, `?transcript=es`, `?t=754`, `?q=kitchen&hit=3`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Case, F, Q, When
from django.http import QueryDict
from django.utils.translation import get_language

from events_service.events.models import Event
from events_service.pages import watching
from events_service.pages.watching import Facade
from recordings.domain import chapters, cutting, reading
from recordings.domain.chapters import Chapter
from recordings.domain.reading import Found, Paragraph
from recordings.models import Recording, Transcript


@dataclass(frozen=True)
class Written:
    """A transcript that there is."""

    pk: int
    language: str
    paragraphs: list[tuple[int, int, str, str]] | None


@dataclass(frozen=True)
class Mark:
    """A chapter on the bar: where it begins, in seconds and as a share of the whole."""

    second: int
    title: str
    percent: str
    is_now: bool


@dataclass(frozen=True)
class Listening:
    """One recording as it is watched and read. `link` is an address to which a second is added."""

    facade: Facade
    others: list[tuple[Recording, str]]
    start: int
    chapters: list[Mark]
    length: int
    transcript: Written | None
    languages: list[tuple[str, str]]
    found: Found
    now: Paragraph | None
    link: str
    kept: dict[str, str]

    @property
    def steps(self) -> tuple[str, str]:
        """Return the addresses of the hits before and after the one that is looked at."""
        asked = self.kept | {"q": self.found.query}
        before, after = (f"?{urlencode(asked | {'hit': hit})}#hit-{hit}" for hit in (self.found.before, self.found.after))
        return before, after


def recordings_of(event: Event, asked: QueryDict) -> tuple[list[Recording], dict[int, list[Written]]]:
    """Return the published recordings in order, and what is written of each: one query. The words come in the languages one may read."""
    wanted = Q(transcripts__language__in=[asked.get("transcript", "")[:8], get_language() or ""]) | Q(transcripts__language=F("language"))
    rows = Recording.objects.published().filter(event=event)
    rows = rows.annotate(transcript_pk=F("transcripts__pk"), transcript_language=F("transcripts__language"))
    rows = rows.annotate(paragraphs=Case(When(wanted, then=F("transcripts__paragraphs"))))
    written: dict[int, list[Written]] = {}
    recordings: dict[int, Recording] = {}
    for row in rows.order_by("position", "pk", "transcripts__language"):
        recordings.setdefault(row.pk, row)
        written.setdefault(row.pk, [])
        pk, language = getattr(row, "transcript_pk", None), getattr(row, "transcript_language", "")
        if pk:
            written[row.pk].append(Written(pk, language, getattr(row, "paragraphs", None)))
    return list(recordings.values()), written


def at(recordings: Sequence[Recording], written: Mapping[int, Sequence[Written]], asked: QueryDict) -> Listening | None:
    """Return the recording that is asked for, else the first one; None where there is none."""
    if not recordings:
        return None
    recording = _chosen(recordings, asked.get("recording", ""))
    cut = watching.second_of(asked.get("cut", ""))  # the one whose time is asked for
    start = cutting.now_at(recording, watching.second_of(asked.get("t", "")) * 1000, cut=cut) // 1000
    transcripts = written[recording.pk]
    transcript = _in_language(transcripts, asked.get("transcript", ""), recording)
    paragraphs = _paragraphs(transcript) if transcript else []
    found = reading.find(paragraphs, asked.get("q", ""), at=watching.second_of(asked.get("hit", "")))
    length = recording.duration_seconds or max((one.end_ms for one in paragraphs), default=0) // 1000
    kept = {"recording": str(recording.pk)} if recording != recordings[0] else {}
    if recording.cuts:
        kept["cut"] = str(len(recording.cuts))
    spoken = {"transcript": transcript.language} if transcript and transcript != _in_language(transcripts, "", recording) else {}
    return Listening(
        facade=watching.facade_of(recording, start=start),
        others=[(other, f"?{urlencode({'recording': other.pk})}") for other in recordings if other != recording],
        start=start,
        chapters=_marks(chapters.of(recording), length, start),
        length=length,
        transcript=transcript,
        languages=_languages(transcripts, kept, start),
        found=found,
        now=_now(found.paragraphs, start) if start else None,
        link=f"?{urlencode(kept | spoken | {'t': ''})}",
        kept=kept | spoken | ({"t": str(start)} if start else {}),
    )


def _chosen(recordings: Sequence[Recording], asked: str) -> Recording:
    for recording in recordings:
        if str(recording.pk) == asked:
            return recording
    return recordings[0]


def _in_language(transcripts: Sequence[Written], asked: str, recording: Recording) -> Written | None:
    by_language = {transcript.language: transcript for transcript in transcripts}
    for language in (asked, get_language() or "", recording.language):
        if language in by_language:
            return by_language[language]
    return transcripts[0] if transcripts else None


def _paragraphs(transcript: Written) -> list[Paragraph]:
    rows = transcript.paragraphs
    if rows is None:  # in a language that is neither asked for, nor the reader's, nor the recording's
        rows = Transcript.objects.values_list("paragraphs", flat=True).get(pk=transcript.pk)
    return reading.unpacked(rows)


def _languages(transcripts: Sequence[Written], kept: dict[str, str], start: int) -> list[tuple[str, str]]:
    moment = {"t": str(start)} if start else {}
    return [(one.language, f"?{urlencode(kept | {'transcript': one.language} | moment)}#transcript") for one in transcripts]


def _marks(parts: Sequence[Chapter], length: int, start: int) -> list[Mark]:
    seconds = [part.second for part in parts]
    latest = max((second for second in seconds if second <= start), default=-1) if start else -1
    return [
        Mark(part.second, part.title, f"{min(part.second / length * 100, 100):.2f}" if length else "", part.second == latest)
        for part in parts
    ]


def _now(paragraphs: Sequence[Paragraph], start: int) -> Paragraph | None:
    return next((one for one in reversed(paragraphs) if one.start_ms <= start * 1000 + 999), None)
