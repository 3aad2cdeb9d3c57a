"""Who waits gets a place in the order of waiting, as soon as there is one: given at once, or offered for a while."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from events_service.events.models import Event
from registrations.domain import messages, places, seating
from registrations.models import Registration, Seat, Status
from registrations.models.registration import RegistrationQuerySet


@transaction.atomic
def pass_on(event: Event, *, now: datetime) -> int:
    """Let offers lapse whose time is over, then give or offer free places to those who wait. Return how many moved up.

    Nobody moves up into an event that is over, cancelled or a draft.
    """
    event = Event.objects.lock(event.pk)
    if not event.is_to_come(now):
        return 0
    for registration in event.registrations.filter(status=Status.OFFERED, held_until__lte=now):
        _let_lapse(registration, now=now)
    # the room first: who moves there from online leaves a place behind
    return sum(_fill(event, seat, now=now) for seat in (Seat.ROOM, Seat.ONLINE) if seat in places.seats_of(event))


def with_places_to_pass_on(now: datetime) -> list[int]:
    """Return the ids of coming events where somebody waits or an offer's time is over; a larger capacity may have made room."""
    coming = Registration.objects.filter(event__ends_at__gt=now, event__cancelled_at=None)
    due = coming.filter(Q(turn__isnull=False) | Q(status=Status.OFFERED, held_until__lte=now))
    return list(due.values_list("event_id", flat=True).distinct())


def _fill(event: Event, seat: Seat, *, now: datetime) -> int:
    left = places.of(event, now=now).of(seat).left
    waiting = _in_line_for(event, seat)
    moving = list(waiting if left is None else waiting[:left])
    for registration in moving:
        _move_up(registration, event, now=now)
    return len(moving)


def _in_line_for(event: Event, seat: Seat) -> RegistrationQuerySet:
    in_line = event.registrations
    return in_line.waiting_for(seat) if len(places.seats_of(event)) > 1 else in_line.waitlisted()


def _move_up(registration: Registration, event: Event, *, now: datetime) -> None:
    """Give or offer the place. Who takes part online meanwhile gets the one in the room at once, and can give it back."""
    until = seating.offered_until(event, now=now) if registration.status == Status.WAITLISTED else None
    if until:
        seating.offer(registration, until=until)
        registration.save()
        messages.tell_offered(registration, now=now)
        return
    if registration.status == Status.CONFIRMED:
        registration.seat = Seat.ROOM
        registration.calendar_revision += 1
    seating.confirm(registration, now=registration.confirmed_at or now)
    registration.save()
    messages.tell_promoted(registration, now=now)


def _let_lapse(registration: Registration, *, now: datetime) -> None:
    registration.status, registration.held_until, registration.withdrawn_at = Status.LAPSED, None, now
    registration.save()
    messages.tell_lapsed(registration, now=now)
