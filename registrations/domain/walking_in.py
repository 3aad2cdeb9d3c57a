"""Coming into an open event while it is live by name and address alone, known or unknown."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from events_service.events.domain import rooms
from events_service.events.models import Event, Phase, Room
from registrations.domain import joining, places, signup
from registrations.domain.joining import WayIn
from registrations.domain.signup import Details
from registrations.models import Registration, Seat, Status


@dataclass(frozen=True)
class Arrival:
    """Who came, and where they are led; None: the mail has their way in."""

    registration: Registration
    way_in: WayIn | None


def leads_in(event: Event, *, now: datetime) -> bool:
    """Tell whether name and address lead into the room now: it is live and open to all, there is a room, and a place is left online.

    It does not depend on who asks: whoever is registered already gets the answer that everybody gets.
    """
    return _open_room(event, now=now) is not None


@transaction.atomic
def arrive(event: Event, *, details: Details, now: datetime) -> Arrival:
    """Register this person, or find them again, and say where they are led. Raises what `signup.register` raises."""
    event = Event.objects.lock(event.pk)
    room = _open_room(event, now=now) if details.seat != Seat.ROOM else None
    registration = signup.register(event, details=details, now=now)
    if room is None:
        return Arrival(registration, None)
    if registration.status == Status.OFFERED:
        registration = signup.take_offer(registration, now=now)
    is_in = registration.status == Status.CONFIRMED
    return Arrival(registration, joining.way_in(registration, room) if is_in else None)


def _open_room(event: Event, *, now: datetime) -> Room | None:
    if event.phase(now) != Phase.LIVE or not event.takes_registrations(now):
        return None
    if not event.is_online or event.needs_proof or event.needs_approval:
        return None
    is_full = places.of(event, now=now).of(Seat.ONLINE).is_full
    return None if is_full else rooms.of(event)
