"""Who came, and when they came in."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError
from django.db.models import Count, Max
from django.db.models.functions import TruncMinute

from events_service.events.models import Event, Presence
from registrations.models import Registration, Seat, Status, Way

log = logging.getLogger(__name__)

FIVE = timedelta(minutes=5)
EARLIEST, LATEST = -3, 11  # which five minutes after the start are told apart; who came sooner or later is counted with these


@dataclass(frozen=True)
class Arrivals:
    """How many came in within the five minutes that begin then."""

    begins_at: datetime
    came: int


@dataclass(frozen=True)
class Attendance:
    """How many held a place, how many of them came, and when: the first five minutes with who came sooner, the last with who came later."""

    registered: int
    came: int
    arrivals: list[Arrivals]

    @property
    def missing(self) -> int:
        return self.registered - self.came


def may_come_in_online(registration: Registration) -> bool:
    """Tell whether this person's place is one online: of an event with a room too, only who has not chosen the room."""
    event = registration.event
    in_the_room = event.presence == Presence.HYBRID and registration.seat == Seat.ROOM
    return registration.status == Status.CONFIRMED and event.is_online and not in_the_room


def record_join(registration: Registration, *, way: Way = Way.ROOM, now: datetime) -> None:
    """Note when this person first came in and by which way, and when they last did."""
    is_first = Registration.objects.filter(pk=registration.pk, attended_at=None).update(attended_at=now, came_by=way, last_in_at=now)
    if not is_first:
        Registration.objects.filter(pk=registration.pk).update(last_in_at=now)


def record_join_if_possible(registration: Registration, *, way: Way, now: datetime) -> None:
    """Note it as `record_join` does; where the database cannot, say so in the log: nobody stands before a closed door for a figure."""
    try:
        record_join(registration, way=way, now=now)
    except DatabaseError:
        log.warning("The attendance of registration %s could not be written.", registration.pk, exc_info=True)


def mark_came(registration: Registration, *, event: Event, now: datetime) -> bool:
    """Note that somebody was there whom nobody saw coming; afterwards it counts as at the start. Tell whether it was not known."""
    assert event.starts_at is not None  # noqa: S101  whoever registered did so for a time
    assert event.ends_at is not None  # noqa: S101
    came_at = now if now < event.ends_at else event.starts_at
    return bool(Registration.objects.filter(pk=registration.pk, attended_at=None).update(attended_at=came_at))


def mark_missed(registration: Registration) -> bool:
    """Take back that somebody came. Tell whether it was known."""
    return bool(Registration.objects.filter(pk=registration.pk, attended_at__isnull=False).update(attended_at=None))


def minutes_of(registration: Registration) -> int | None:
    """Return how long this person was there, as the report that saw them longest says; None where none tells."""
    longest: int | None = registration.presences.aggregate(most=Max("minutes"))["most"]
    return longest


def of(event: Event, *, now: datetime) -> Attendance | None:
    """Count who came, in one statement; None before the start, and where nobody could be seen coming."""
    if event.starts_at is None or event.ends_at is None or event.cancelled_at or now < event.starts_at:
        return None
    minute = TruncMinute("attended_at", tzinfo=UTC)
    held = Registration.objects.filter(event=event).held().order_by().values(minute=minute).annotate(number=Count("pk"))
    counts: dict[datetime | None, int] = {row["minute"]: row["number"] for row in held}
    came = {at: number for at, number in counts.items() if at}
    if not counts or not (came or event.is_online):
        return None
    return Attendance(sum(counts.values()), sum(came.values()), _arrivals(came, event.starts_at, event.ends_at))


def _arrivals(came: dict[datetime, int], start: datetime, end: datetime) -> list[Arrivals]:
    latest = min(LATEST, -(-(end - start) // FIVE) - 1)
    fives: Counter[int] = Counter()
    for at, number in came.items():
        fives[min(max((at - start) // FIVE, EARLIEST), latest)] += number
    return [Arrivals(start + five * FIVE, fives[five]) for five in range(EARLIEST, latest + 1)]
