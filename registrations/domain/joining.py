"""Ten o'clock: which room a person is led into, and what a waiting screen has to know."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s

from events_service.events.domain import rooms
from events_service.events.models import Event, Phase, Room
from registrations.models import Registration, Way

ALONG = ("event__room", "event__screen_line")  # what `screen_of` reads, so that it comes with the registration in one statement


@dataclass(frozen=True)
class WayIn:
    """Where a person is led, and which room that is."""

    url: str
    way: Way


@dataclass(frozen=True)
class Screen:
    """What a waiting screen has to know: `state` is another whenever the page would be, `line` is what the organizers say on all."""

    state: str
    line: str


def room_of(event: Event) -> Room | None:
    """Return the event's room, as it came along with the event."""
    room: Room | None = getattr(event, "room", None)
    return room


def way_in(registration: Registration, room: Room) -> WayIn:
    """Return where this person is led: into the room, or into the overflow room once so many have come in as the first one takes.

    Whoever has been in one of them is led there again. Nobody is turned away: without an overflow room there is but one.
    """
    if _goes_over(registration, room):
        return WayIn(room.overflow_url, Way.OVERFLOW)
    return WayIn(room.url, Way.ROOM)


def is_led_elsewhere(registration: Registration, room: Room) -> bool:
    """Tell whether people are led elsewhere since this person last came in."""
    return bool(registration.last_in_at and room.moved_at and room.moved_at > registration.last_in_at)


def screen_of(registration: Registration, *, now: datetime) -> Screen:
    """Return what this person's waiting screen has to know, from rows that are at hand (ALONG).

    That the door opens is no new state: the screen knows when, and opens it by itself.
    """
    event = registration.event
    room = room_of(event)
    seen = (
        *(registration.status, registration.seat, registration.last_in_at),
        *(event.starts_at, event.ends_at, event.presence, event.place, event.published_at),
        *(event.cancelled_at, event.cancel_reason, event.watchable_at, event.phase(now) == Phase.PAST),
        *(rooms.version_of(room) if room else "", room and room.moved_at),
    )
    state = blake2s("\n".join(str(value) for value in seen).encode(), digest_size=8).hexdigest()
    line = getattr(event, "screen_line", None)
    return Screen(state, line.words if line else "")


def _goes_over(registration: Registration, room: Room) -> bool:
    if not room.overflow_url or room.size is None:
        return False
    if registration.came_by in {Way.ROOM, Way.OVERFLOW}:
        return registration.came_by == Way.OVERFLOW
    return Registration.objects.filter(event=registration.event_id, came_by=Way.ROOM).count() >= room.size
