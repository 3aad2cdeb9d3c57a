"""Dates that come again: the same time on the wall week by week or month by month, and a season moved by whole weeks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import scheduling
from events_service.events.domain.scheduling import Times
from events_service.events.models import Event
from events_service.lib import timezones
from events_service.lib.errors import DomainError

LAST = -1
MOST = 52


class Rhythm(TextChoices):
    """How often something comes again."""

    WEEK = "week", _("Every week")
    FORTNIGHT = "fortnight", _("Every two weeks")
    MONTH = "month", _("Every month")


@dataclass(frozen=True)
class Occurrence:
    """A date that a copy of an event may have: its times, or the sentence that says why the clocks there do not show them.

    `comes_twice`: its hour repeats that night, and the first one is taken. `is_there`: its series has something at that moment.
    """

    event: Event
    starts: datetime
    times: Times | None
    refusal: str = ""
    comes_twice: bool = False
    is_there: bool = False

    @property
    def label(self) -> str:
        """What it is called in a form."""
        return f"{self.event.pk}-{self.starts:%Y%m%dT%H%M}"

    @property
    def instants(self) -> tuple[datetime, datetime] | None:
        """Start and end in UTC."""
        return self.times.instants() if self.times else None


def further(event: Event, rhythm: str, count: int, *, now: datetime) -> list[Occurrence]:
    """Return the next dates of an event, after its own and still to come, each when the wall shows the same time."""
    starts = scheduling.starts_on_the_wall(event)
    if starts is None:
        return []
    after = max(starts, now.astimezone(ZoneInfo(event.zone)).replace(tzinfo=None))
    found = [_occurrence(event, again) for again in islice(_after(_again(starts, rhythm), after), count)]
    return _marked(found) if event.series_id else found


def moved(events: Sequence[Event], *, weeks: int) -> list[Occurrence]:
    """Return these events' dates so many weeks later, each when the wall shows the same time. Those without a time have none."""
    timed = [(event, starts) for event in events if (starts := scheduling.starts_on_the_wall(event))]
    return [_occurrence(event, starts + timedelta(weeks=weeks)) for event, starts in timed]


def place_in_month(on: date) -> int:
    """Return the how manieth of its weekday a day is in its month, from 1; LAST where not every month has so many."""
    place = (on.day - 1) // 7 + 1
    return place if place < 5 else LAST


def _again(starts: datetime, rhythm: str) -> Iterator[datetime]:
    if rhythm == Rhythm.MONTH:
        return iter(rrule(MONTHLY, dtstart=starts, byweekday=weekday(starts.weekday(), place_in_month(starts))))
    return iter(rrule(WEEKLY, dtstart=starts, interval=2 if rhythm == Rhythm.FORTNIGHT else 1))


def _after(walls: Iterable[datetime], after: datetime) -> Iterator[datetime]:
    return (wall for wall in walls if wall > after)


def _occurrence(event: Event, starts: datetime) -> Occurrence:
    length = scheduling.length_of(event)
    try:
        return Occurrence(event, starts, scheduling.lasting(length, starts=starts, zone=event.zone))
    except timezones.RepeatedTime:
        return Occurrence(event, starts, scheduling.lasting(length, starts=starts, zone=event.zone, fold=0), comes_twice=True)
    except DomainError as refusal:
        return Occurrence(event, starts, None, refusal=str(refusal.sentence))


def _marked(found: list[Occurrence]) -> list[Occurrence]:
    """Say of each whether its series has something at that moment already."""
    moments = {one.label: one.instants[0] for one in found if one.instants}
    series = {one.event.series_id for one in found}
    there = set(Event.objects.filter(series__in=series, starts_at__in=moments.values()).values_list("starts_at", flat=True))
    return [replace(one, is_there=moments.get(one.label) in there) for one in found]
