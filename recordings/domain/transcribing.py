"""What is said in a recording, written down: brought in from a file, and mended by hand. Every change leaves a correction behind.

All writing of cues is here. The lock of the transcript's row is held while its cues change.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Max, Min
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import User
from events_service.events.models import Event, Speaker
from events_service.lib.errors import DomainError
from recordings.domain import indexing, reading, voices
from recordings.domain.captions import LONGEST_TEXT, Spoken
from recordings.models import Correction, Cue, Recording, Transcript

Act = Correction.Act

_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)


class Changed(DomainError):
    """Somebody else changed this line meanwhile."""


class NotLikeThis(DomainError):
    """What was asked for would leave no words, or words that are too many."""

    field = "text"


@transaction.atomic
def replace(recording: Recording, cues: Iterable[Spoken], *, language: str, by: User | None, now: datetime) -> Transcript:
    """Make these cues the recording's transcript in this language. What was there is replaced; its corrections stay to be read.

    A name that was tied to one of the event's speakers before, in any language, is tied again.
    """
    Event.objects.lock(recording.event_id)
    people = _people(recording)
    transcript, is_new = Transcript.objects.get_or_create(
        recording=recording, language=language, defaults={"imported_at": now, "changed_at": now}
    )
    Transcript.objects.lock(transcript.pk)
    before = "" if is_new else str(transcript.cues.count())
    rows = [
        Cue(start_ms=cue.start_ms, end_ms=cue.end_ms, speaker=cue.speaker, person_id=people.get(cue.speaker), text=cue.text) for cue in cues
    ]
    transcript.imported_at = now
    put(transcript, rows, act=Act.IMPORTED, before=before, after=str(len(rows)), by=by, now=now)
    return transcript


def put(transcript: Transcript, rows: Sequence[Cue], *, act: Act, before: str, after: str, by: User | None, now: datetime) -> None:
    """Make these rows the lines of the transcript, in this order, and write down what was done. The caller holds the lock."""
    Cue.objects.filter(transcript=transcript).delete()
    for position, row in enumerate(rows):
        row.transcript, row.position = transcript, position
    Cue.objects.bulk_create(rows, batch_size=1_000)
    indexing.index_cues(transcript.recording, rows, language=transcript.language)
    _record(transcript, act, None, before=before, after=after, by=by, now=now)


def language_code(code: str) -> str:
    """Return the language as it is kept, "en" for "EN-us". Raises NotLikeThis for what is no code of a language."""
    short = code.strip().lower().replace("_", "-").partition("-")[0]
    if not _LANGUAGE.fullmatch(short):
        raise NotLikeThis(_("Enter the language as a code of two or three letters, like en or es."), field="language")
    return short


@transaction.atomic
def remove(transcript: Transcript) -> None:
    """Take the transcript away, with its corrections."""
    Transcript.objects.lock(transcript.pk)
    Cue.objects.filter(transcript=transcript).delete()
    transcript.delete()


@transaction.atomic
def edit(cue: Cue, *, text: str, speaker: str, was: str, by: User | None, now: datetime) -> Cue:
    """Write what is said in this line, and by whom. `was` is the text that the writer saw.

    Raises Changed where it is another by now, NotLikeThis for no words or too many.
    """
    locked = _locked(cue, was=was)
    text, speaker = _checked(text), voices.tidy_name(voices.words_of(speaker))
    if (text, speaker) == (locked.text, locked.speaker):
        return locked
    before = _said(locked.speaker, locked.text)
    if speaker != locked.speaker:
        locked.person_id = _people(locked.transcript.recording).get(speaker)
    locked.text, locked.speaker = text, speaker
    locked.save(update_fields=["text", "speaker", "person"])
    _record(locked.transcript, Act.EDITED, locked.start_ms, before=before, after=_said(speaker, text), by=by, now=now)
    return locked


@transaction.atomic
def merge(cue: Cue, *, was: str, by: User | None, now: datetime) -> Cue:
    """Join this line with the one after it. Who speaks in the first speaks in both. Raises Changed, and NotLikeThis at the end."""
    locked = _locked(cue, was=was)
    next_ = Cue.objects.filter(transcript=locked.transcript_id, position__gt=locked.position).order_by("position").first()
    if next_ is None:
        raise NotLikeThis(_("This is the last line: there is none to join it with."))
    before = f"{locked.text}\n{next_.text}"
    locked.text = _checked(f"{locked.text} {next_.text}")
    locked.end_ms = max(locked.end_ms, next_.end_ms)
    if not locked.speaker:
        locked.speaker, locked.person_id = next_.speaker, next_.person_id
    next_.delete()
    locked.save()
    _record(locked.transcript, Act.MERGED, locked.start_ms, before=before, after=locked.text, by=by, now=now)
    return locked


@transaction.atomic
def split(cue: Cue, *, first: str, second: str, second_speaker: str, was: str, by: User | None, now: datetime) -> Cue:
    """Divide this line in two, its time shared out by their length; return the second. Raises Changed and NotLikeThis."""
    locked = _locked(cue, was=was)
    first, second = _checked(first), _checked(second)
    before, end_ms = locked.text, locked.end_ms
    middle = locked.start_ms + (end_ms - locked.start_ms) * len(first) // (len(first) + len(second))
    speaker = voices.tidy_name(voices.words_of(second_speaker))
    Cue.objects.filter(transcript=locked.transcript_id, position__gt=locked.position).update(position=F("position") + 1)
    locked.text, locked.end_ms = first, middle
    locked.save(update_fields=["text", "end_ms"])
    new = Cue(transcript=locked.transcript, position=locked.position + 1, start_ms=middle, end_ms=end_ms, speaker=speaker, text=second)
    new.person_id = locked.person_id if speaker == locked.speaker else _people(locked.transcript.recording).get(speaker)
    new.save()
    _record(locked.transcript, Act.SPLIT, locked.start_ms, before=before, after=f"{first}\n{second}", by=by, now=now)
    return new


@transaction.atomic
def name_speaker(transcript: Transcript, *, old: str, new: str, person: Speaker | None, by: User | None, now: datetime) -> int:
    """Call whoever is `old` in this transcript `new`, in every line, tied to `person` if it is one of the event's speakers.

    Returns how many lines that are. Two who turn out to be one person become one.
    """
    transcript = Transcript.objects.lock(transcript.pk)
    new = voices.tidy_name(voices.words_of(person.name if person else new))
    if not new:
        raise NotLikeThis(_("Enter a name."), field="name")
    lines = Cue.objects.filter(transcript=transcript, speaker=old).exclude(speaker=new, person=person)
    count = lines.update(speaker=new, person=person)
    if count:
        Cue.objects.filter(transcript=transcript, speaker=new).update(person=person)
        _record(transcript, Act.NAMED, None, before=old, after=new, by=by, now=now)
    return count


def speakers_of(transcript: Transcript) -> list[dict[str, object]]:
    """Return who speaks, in the order of their first line: `speaker`, `person` (a key or None), `lines`, `first_ms`."""
    found = Cue.objects.filter(transcript=transcript).exclude(speaker="").order_by().values("speaker")
    counted = found.annotate(lines=Count("pk"), first_ms=Min("start_ms"), person=Max("person"))
    return [dict(row) for row in counted.order_by("first_ms", "speaker")]


def _locked(cue: Cue, *, was: str) -> Cue:
    Transcript.objects.lock(cue.transcript_id)
    locked = Cue.objects.select_related("transcript__recording").filter(pk=cue.pk).first()
    if locked is None or locked.text != was:
        raise Changed(_("Somebody changed this line meanwhile. This is how it reads now."))
    return locked


def _checked(text: str) -> str:
    text = voices.words_of(text)
    if not text:
        raise NotLikeThis(_("A line needs words. To take it away, join it with another one."))
    if len(text) > LONGEST_TEXT:
        raise NotLikeThis(_("A line has at most 2,000 characters."))
    return text


def _people(recording: Recording) -> dict[str, int]:
    """Return who of the event's speakers goes by which name: what was said before, else the very name."""
    named = dict(Speaker.objects.filter(appearances__event=recording.event_id).values_list("name", "pk"))
    said = Cue.objects.filter(transcript__recording__event=recording.event_id, person__isnull=False).order_by()
    return named | dict(said.values_list("speaker", "person").distinct())


def _record(transcript: Transcript, act: Act, start_ms: int | None, *, before: str, after: str, by: User | None, now: datetime) -> None:
    paragraphs = reading.kept(reading.paragraphs_of(Cue.objects.filter(transcript=transcript.pk).order_by("start_ms", "position")))
    Transcript.objects.filter(pk=transcript.pk).update(changed_at=now, imported_at=transcript.imported_at, paragraphs=paragraphs)
    Correction.objects.create(transcript=transcript, act=act, start_ms=start_ms, before=before, after=after, who=by, happened_at=now)


def _said(speaker: str, text: str) -> str:
    return f"{speaker}: {text}" if speaker else text
