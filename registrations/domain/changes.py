"""Telling of changes: level-triggered, so that quick edits become one mail and nothing is lost while a worker sleeps."""

from datetime import datetime, timedelta

from django.db.models import F

from events_service.events.models import Event
from registrations.domain import messages
from registrations.models import Registration
from registrations.models.registration import TOLD

QUIET = timedelta(minutes=2)  # two quick edits are one mail


def to_tell(now: datetime) -> list[int]:
    """Return the ids of the events of which someone was last told an older sequence, two quiet minutes after the last change."""
    behind = Registration.objects.filter(
        status__in=TOLD,
        told_sequence__lt=F("event__sequence"),
        event__sequence_raised_at__lte=now - QUIET,
        event__ends_at__gt=now,
    )
    return list(behind.values_list("event_id", flat=True).distinct())


def tell(event_id: int, *, now: datetime) -> None:
    """Write to everyone who holds an older version of this event. Repeating it writes to nobody twice."""
    event = Event.objects.filter(pk=event_id).first()
    if event and event.sequence_raised_at and event.sequence_raised_at <= now - QUIET:
        messages.tell_changed(event, now=now)
