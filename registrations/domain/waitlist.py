"""Who waits gets a place in the order of waiting, as soon as there is one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from events_service.events.models import Event
from registrations.domain import messages, places
from registrations.models import Registration, Status


def next_turn(event: Event) -> int:
    """Return the turn behind everybody's. Hold the event's lock: turns are then in order of commit."""
    last: int | None = Registration.objects.filter(event=event).aggregate(last=Max("turn"))["last"]
    return (last or 0) + 1


@transaction.atomic
def pass_on(event: Event, *, now: datetime) -> int:
    """Give free places to those who wait, and tell them. Return how many moved up.

    Nobody moves up into an event that is over, cancelled or a draft.
    """
    event = Event.objects.lock(event.pk)
    if not event.published_at or event.cancelled_at or event.ends_at is None or event.ends_at <= now:
        return 0
    waiting = event.registrations.waitlisted()
    count = places.of(event)
    moving = list(waiting if count.left is None else waiting[: count.left])
    for registration in moving:
        registration.status, registration.confirmed_at, registration.turn = Status.CONFIRMED, now, None
        registration.save(update_fields=["status", "confirmed_at", "turn"])
        messages.tell_promoted(registration, now=now)
    return len(moving)


def with_places_to_pass_on(now: datetime) -> list[int]:
    """Return the ids of coming events where somebody waits; a larger capacity may have made room."""
    waiting = Registration.objects.filter(status=Status.WAITLISTED, event__ends_at__gt=now, event__cancelled_at=None)
    return list(waiting.values_list("event_id", flat=True).distinct())
