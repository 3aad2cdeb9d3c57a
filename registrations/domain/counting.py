"""How many registered for an event, and when: numbers alone, counted by the database in one statement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Value
from django.db.models.functions import Coalesce, TruncDate

from events_service.events.models import Event
from registrations.models import Registration, Status

DAYS_AT_MOST = 100  # more than these are told by the week


@dataclass(frozen=True)
class Stretch:
    """A day, or a week that begins on it: how many registered, how many gave their place back, and how many were in by its end."""

    begins_on: date
    registered: int
    withdrawn: int
    total: int


@dataclass(frozen=True)
class Registering:
    """How the registrations came in, from the opening to now or to the event; who waits is counted, who was declined is not."""

    stretches: list[Stretch]
    is_by_week: bool

    @property
    def begins_on(self) -> date:
        return self.stretches[0].begins_on

    @property
    def registered(self) -> int:
        return sum(stretch.registered for stretch in self.stretches)

    @property
    def withdrawn(self) -> int:
        return sum(stretch.withdrawn for stretch in self.stretches)


_Counts = dict[tuple[bool, date], int]  # by whether they went, and by day


def registering(event: Event, *, now: datetime) -> Registering | None:
    """Return how the registrations came in, by days as the event's zone has them; None while nobody registered."""
    counts = _counts(event)
    if not counts:
        return None
    first, last = _span(event, {day for _went, day in counts}, now=now)
    is_by_week = (last - first).days >= DAYS_AT_MOST
    return Registering(_stretches(counts, first, last, step=7 if is_by_week else 1), is_by_week)


def _counts(event: Event) -> _Counts:
    there = ZoneInfo(event.zone)
    rows = Registration.objects.filter(event=event).exclude(status__in=(Status.DECLINED, Status.UNPROVEN)).order_by()
    left_at = Coalesce("withdrawn_at", "registered_at")
    came = rows.values(day=TruncDate("registered_at", tzinfo=there)).annotate(went=Value(False), number=Count("pk"))
    went = (
        rows.filter(status__in=(Status.WITHDRAWN, Status.LAPSED))
        .values(day=TruncDate(left_at, tzinfo=there))
        .annotate(went=Value(True), number=Count("pk"))
    )
    return {(bool(row["went"]), row["day"]): row["number"] for row in came.union(went, all=True)}


def _span(event: Event, days: set[date], *, now: datetime) -> tuple[date, date]:
    """Return the first day and the last: from the opening until now or the event's end, and wider where somebody came or went outside."""
    there = ZoneInfo(event.zone)
    opened = event.registration_opens_at or event.published_at
    until = min(now, event.ends_at or now).astimezone(there).date()
    first = min([*days, opened.astimezone(there).date()]) if opened else min(days)
    return first, max([*days, until])


def _stretches(counts: _Counts, first: date, last: date, *, step: int) -> list[Stretch]:
    total, stretches = 0, []
    for begin in range(0, (last - first).days + 1, step):
        days = [first + timedelta(days=begin + day) for day in range(step)]
        registered, withdrawn = (sum(counts.get((went, day), 0) for day in days) for went in (False, True))
        total += registered - withdrawn
        stretches.append(Stretch(days[0], registered, withdrawn, total))
    return stretches
