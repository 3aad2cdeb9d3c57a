"""How many places there are, in the room and online, and how many are taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from events_service.events.models import Event, Presence
from registrations.models import Registration, Seat, Status
from registrations.models.registration import taking_a_place


@dataclass(frozen=True)
class Places:
    """The count of one event, or of one kind of its places; `capacity` None means that there are places for all.

    `kept` is how many the organizers still keep for their guests, `pending` how many wait for their approval.
    `seats` has the kinds apart, where an event has two.
    """

    capacity: int | None
    taken: int = 0
    waiting: int = 0
    kept: int = 0
    pending: int = 0
    seats: Mapping[Seat, "Places"] = field(default_factory=dict)

    @property
    def left(self) -> int | None:
        """How many places a newcomer may take; None: any number."""
        if self.seats:
            return None if self.capacity is None else sum(places.left or 0 for places in self.seats.values())
        return None if self.capacity is None else max(self.capacity - self.taken - self.kept, 0)

    @property
    def is_full(self) -> bool:
        """Tell whether a newcomer has to wait: nothing is left, or somebody waits already."""
        if self.seats:
            return all(places.is_full for places in self.seats.values())
        return self.capacity is not None and (self.left == 0 or self.waiting > 0)

    @property
    def is_for_everybody(self) -> bool:
        """Tell whether no kind of place can run out."""
        return all(places.capacity is None for places in (self.seats.values() or [self]))

    def of(self, seat: Seat) -> "Places":
        """Return the count of this kind of place; an event with one kind has no other."""
        return self.seats.get(seat, self)


def seats_of(event: Event) -> tuple[Seat, ...]:
    """Return the kinds of places that this event has."""
    return {Presence.ONLINE: (Seat.ONLINE,), Presence.IN_PERSON: (Seat.ROOM,)}.get(Presence(event.presence), (Seat.ROOM, Seat.ONLINE))


def of(event: Event, *, now: datetime) -> Places:
    """Count the places. To decide by it, hold the event's lock."""
    return of_all([event], now=now)[event.pk]


def of_all(events: Iterable[Event], *, now: datetime) -> dict[int, Places]:
    """Count the places of all these events, in one query at most."""
    known = {event.pk: event for event in events}
    if not known:
        return {}
    taking = taking_a_place(now)
    rows = (
        Registration.objects.filter(event__in=known)
        .order_by()
        .values("event", "seat")
        .annotate(
            taken=Count("pk", filter=taking),
            by_hand=Count("pk", filter=taking & Q(by_hand=True)),
            waiting=Count("pk", filter=Q(status=Status.WAITLISTED)),
            pending=Count("pk", filter=Q(status=Status.PENDING)),
            for_the_room=Count("pk", filter=Q(status=Status.CONFIRMED, turn__isnull=False)),
        )
    )
    counts: dict[int, list[dict[str, Any]]] = {pk: [] for pk in known}
    for row in rows:
        counts[row["event"]].append({**row})
    return {pk: _together(event, counts[pk]) for pk, event in known.items()}


def _together(event: Event, rows: list[dict[str, Any]]) -> Places:
    seats = seats_of(event)
    if len(seats) == 1:  # whatever the event was when they registered
        return _counted(event.capacity, event.kept_places, rows)
    room = _counted(event.capacity, event.kept_places, [row for row in rows if row["seat"] == Seat.ROOM])
    online = _counted(event.online_capacity, 0, [row for row in rows if row["seat"] == Seat.ONLINE])
    room = replace(room, waiting=room.waiting + sum(row["for_the_room"] for row in rows))
    return Places(
        None if room.capacity is None or online.capacity is None else room.capacity + online.capacity,
        room.taken + online.taken,
        room.waiting + online.waiting,
        room.kept,
        room.pending + online.pending,
        {Seat.ROOM: room, Seat.ONLINE: online},
    )


def _counted(capacity: int | None, kept: int, rows: list[dict[str, Any]]) -> Places:
    by_hand = sum(row["by_hand"] for row in rows)
    taken, waiting, pending = (sum(row[what] for row in rows) for what in ("taken", "waiting", "pending"))
    return Places(capacity, taken, waiting, max(kept - by_hand, 0), pending)
