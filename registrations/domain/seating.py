"""Who gets a place, who a turn, and for how long a place is held. Each function here wants the event's lock to be held."""

from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event
from events_service.lib.errors import DomainError
from registrations.domain import places
from registrations.domain.places import Places
from registrations.models import Registration, Seat, Status

LAST_HOUR = timedelta(hours=1)  # before the start nothing is held any more
TO_PROVE = timedelta(minutes=30)


class Full(DomainError):
    """All places are taken and there is no waiting list."""


def seat_for(event: Event, wanted: str) -> Seat:
    """Return the kind of place for this wish: the event's only one, or the room's where nothing was said."""
    possible = places.seats_of(event)
    return Seat(wanted) if wanted in possible else possible[0]


def settle(registration: Registration, event: Event, *, now: datetime) -> None:
    """Decide what becomes of who registers: the address to be proven, an approval to be waited for, a place or a turn. Raises Full."""
    if event.needs_proof and registration.proven_at is None:
        count = places.of(event, now=now).of(Seat(registration.seat))
        _become(registration, Status.UNPROVEN, held_until=None if count.is_full else now + TO_PROVE)
    elif event.needs_approval:
        _become(registration, Status.PENDING)
    else:
        place(registration, event, now=now)


def place(registration: Registration, event: Event, *, now: datetime) -> None:
    """Give a place, the one that is held for this person first; else a turn, with a place online meanwhile if it is for the room.

    Raises Full where there is no waiting list.
    """
    count, seat = places.of(event, now=now), Seat(registration.seat)
    if registration.is_held(now) or _has_room_for(registration, count.of(seat)):
        confirm(registration, now=now)
    elif not event.has_waitlist:
        raise Full(full_sentence(seat, count), field="seat" if count.seats else None)
    elif seat == Seat.ROOM and count.seats and not count.of(Seat.ONLINE).is_full:
        registration.seat = Seat.ONLINE
        confirm(registration, now=now)
        registration.turn = next_turn(event)
    else:
        _become(registration, Status.WAITLISTED, turn=next_turn(event))


def confirm(registration: Registration, *, now: datetime) -> None:
    """Let the person have the place."""
    _become(registration, Status.CONFIRMED)
    registration.confirmed_at = now


def offer(registration: Registration, *, until: datetime) -> None:
    """Hold a place for this person until they take it, or until that moment."""
    _become(registration, Status.OFFERED, held_until=until)


def queue_first(registration: Registration, event: Event) -> None:
    """Give the turn before everybody's: who had a place and gave it back has waited before all of them."""
    first = event.registrations.aggregate(first=Min("turn"))["first"]
    _become(registration, Status.WAITLISTED, turn=1 if first is None else first - 1)


def next_turn(event: Event) -> int:
    """Return the turn behind everybody's: turns are in order of commit."""
    last: int | None = event.registrations.aggregate(last=Max("turn"))["last"]
    return (last or 0) + 1


def grace_of(registration: Registration, event: Event, *, now: datetime) -> datetime | None:
    """Return until when a place that is given back now waits for its owner; None: it is passed on at once."""
    if registration.status != Status.CONFIRMED or event.starts_at is None or event.starts_at - now <= LAST_HOUR:
        return None
    return now + timedelta(minutes=event.grace_minutes) if event.grace_minutes else None


def offered_until(event: Event, *, now: datetime) -> datetime | None:
    """Return until when a place that becomes free now is offered; None: it is given at once."""
    if event.offer_minutes is None or event.starts_at is None:
        return None
    until = min(now + timedelta(minutes=event.offer_minutes), event.starts_at - LAST_HOUR)
    return until if until > now else None


def full_sentence(seat: Seat, count: Places) -> str | Promise:
    """Return what to say where no place of this kind is left."""
    if not count.seats:
        return _("All places are taken.")
    if seat == Seat.ROOM:
        return _("All places in the room are taken. You can take part online.")
    return _("All places online are taken. You can come to the room.")


def _has_room_for(registration: Registration, count: Places) -> bool:
    """Tell whether there is a place; an organizer who gives one by hand may use those kept for guests."""
    if not registration.by_hand:
        return not count.is_full
    return count.capacity is None or count.taken < count.capacity


def _become(registration: Registration, status: Status, *, turn: int | None = None, held_until: datetime | None = None) -> None:
    registration.status, registration.turn, registration.held_until = status, turn, held_until
    if status != Status.CONFIRMED:
        registration.confirmed_at = None
