"""A reader reports that a transcript says something else than was said; an organizer decides. Nobody is asked who they are."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import User
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from recordings.domain import transcribing, voices
from recordings.models import Cue, Mistake, Transcript

LONGEST = 1_000
AN_HOUR = timedelta(hours=1)
MOST_IN_AN_HOUR, MOST_OPEN = 30, 200


class TooMany(DomainError):
    """More than anybody can read has come in."""


class NothingReported(DomainError):
    """There is no correction in it."""

    field = "said"


@transaction.atomic
def report(cue: Cue, *, said: str, now: datetime) -> Mistake:
    """Keep the report that this line should read otherwise. The same word twice is one report. Raises NothingReported and TooMany."""
    said = voices.words_of(said)
    if not said or said == cue.text:
        raise NothingReported(_("Write the line as it was really said."))
    if len(said) > LONGEST:
        raise NothingReported(_("Write at most 1,000 characters."))
    Transcript.objects.lock(cue.transcript_id)
    reported = Mistake.objects.filter(transcript__recording__event=cue.transcript.recording.event_id)
    known = Mistake.objects.open().filter(transcript=cue.transcript_id, start_ms=cue.start_ms, words=cue.text, said=said).first()
    if known:
        return known
    if reported.filter(reported_at__gt=now - AN_HOUR).count() >= MOST_IN_AN_HOUR or reported.open().count() >= MOST_OPEN:
        raise TooMany(_("Many reports have come in just now. Please try again later."))
    return Mistake.objects.create(transcript=cue.transcript, start_ms=cue.start_ms, words=cue.text, said=said, reported_at=now)


def waiting_at(event: Event) -> "QuerySet[Mistake]":
    """Return what waits to be decided at this event, the oldest first."""
    return Mistake.objects.open().filter(transcript__recording__event=event).select_related("transcript__recording")


def at_events() -> Exists:
    """Return what tells, within a query over events, whether any report waits there."""
    return Exists(Mistake.objects.open().filter(transcript__recording__event=OuterRef("pk")))


@transaction.atomic
def accept(mistake: Mistake, *, by: User, now: datetime) -> None:
    """Write the line as it was reported. Deciding twice decides once. Raises transcribing.Changed where the line reads otherwise by now."""
    Transcript.objects.lock(mistake.transcript_id)
    if not _decide(mistake, is_accepted=True, now=now):
        return
    cues = Cue.objects.filter(transcript=mistake.transcript_id, text=mistake.words)
    cue = cues.filter(start_ms=mistake.start_ms).first() or cues.first()
    if cue is None:
        raise transcribing.Changed(_("The line reads otherwise by now. Change it by hand, or leave it."))
    transcribing.edit(cue, text=mistake.said, speaker=cue.speaker, was=mistake.words, by=by, now=now)


def dismiss(mistake: Mistake, *, now: datetime) -> None:
    """Leave the line as it is."""
    _decide(mistake, is_accepted=False, now=now)


def _decide(mistake: Mistake, *, is_accepted: bool, now: datetime) -> bool:
    return bool(Mistake.objects.open().filter(pk=mistake.pk).update(decided_at=now, is_accepted=is_accepted))
