"""When an event takes place: wall times in its zone, the instants that follow from them, and moving it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act, User
from events_service.events.domain import access, changing, deeds
from events_service.events.models import Event, Precision
from events_service.lib import timezones
from events_service.lib.errors import DomainError

USUAL_LENGTH = timedelta(minutes=90)
_A_DAY = timedelta(days=1)


class UnknownZone(DomainError):
    """No such IANA zone."""

    field = "zone"


class OutOfReach(DomainError):
    """A date at the very edge of the calendar."""


class EndsBeforeItStarts(DomainError):
    """The end is not after the start."""

    field = "ends"


class StartsInThePast(DomainError):
    """A published event is moved to where nobody can follow."""

    field = "starts"


class OverByThen(DomainError):
    """A draft is moved to where it would be over before it goes public."""

    field = "ends"


class IsCancelled(DomainError):
    """What does not take place is not moved."""


@dataclass(frozen=True)
class Times:
    """What clocks in `zone` show at the start and at the end; a fold says which one where an hour repeats (PEP 495)."""

    zone: str
    starts_on: date
    starts_time: time
    ends_on: date
    ends_time: time
    starts_fold: int | None = None
    ends_fold: int | None = None

    def instants(self) -> tuple[datetime, datetime]:
        """Return start and end in UTC.

        Raises NonexistentTime or RepeatedTime with the field "starts" or "ends", UnknownZone, EndsBeforeItStarts.
        """
        if not timezones.is_zone(self.zone):
            raise UnknownZone(_("Choose a time zone from the list."))
        starts_at = _instant(self.starts_on, self.starts_time, self.zone, fold=self.starts_fold, field="starts")
        ends_at = _instant(self.ends_on, self.ends_time, self.zone, fold=self.ends_fold, field="ends")
        if ends_at <= starts_at:
            raise EndsBeforeItStarts(_("The end has to be after the start."))
        return starts_at, ends_at

    def columns(self) -> dict[str, object]:
        """Return everything that a row keeps of it. Raises what `instants` raises."""
        starts_at, ends_at = self.instants()
        return {
            "precision": Precision.TIME,
            "zone": self.zone,
            "starts_on": self.starts_on,
            "starts_time": self.starts_time,
            "starts_fold": self.starts_fold or 0,
            "ends_on": self.ends_on,
            "ends_time": self.ends_time,
            "ends_fold": self.ends_fold or 0,
            "starts_at": starts_at,
            "ends_at": ends_at,
        }


@dataclass(frozen=True)
class RoughDate:
    """A date as brought in from elsewhere: a day, a month, a year, or none at all. Of a month or a year, any day in it."""

    zone: str
    precision: Precision
    on: date | None

    def __post_init__(self) -> None:
        if self.precision == Precision.TIME or (self.precision == Precision.NONE) != (self.on is None):
            raise ValueError(f"not a rough date: {self.precision} {self.on}")

    def columns(self) -> dict[str, object]:
        """Return everything that a row keeps of it: the first day of the time it names."""
        on = self.on
        if on and self.precision in {Precision.MONTH, Precision.YEAR}:
            on = on.replace(day=1) if self.precision == Precision.MONTH else on.replace(day=1, month=1)
        return {"precision": self.precision, "zone": self.zone, "starts_on": on}


def lasting(length: timedelta, *, starts: datetime, zone: str, fold: int | None = None) -> Times:
    """Return the times of what starts when the wall shows `starts`, and lasts so long.

    Below a day it is time that elapses; from a day on the end keeps its place on the wall, over a change of the clocks too.
    Raises what `Times.instants` raises.
    """
    ends, ends_fold = starts + length, 0
    if length < _A_DAY:
        starts_at = _instant(starts.date(), starts.time(), zone, fold=fold, field="starts")
        there = (starts_at + length).astimezone(ZoneInfo(zone))
        ends, ends_fold = there.replace(tzinfo=None, fold=0), there.fold
    times = Times(zone, starts.date(), starts.time(), ends.date(), ends.time(), starts_fold=fold, ends_fold=ends_fold)
    times.instants()
    return times


def length_of(event: Event) -> timedelta:
    """Return how long an event lasts, as `lasting` takes it; the usual length for one whose times are not known."""
    if event.starts_at is None or event.ends_at is None:
        return USUAL_LENGTH
    elapsed = event.ends_at - event.starts_at
    return elapsed if elapsed < _A_DAY else _on_the_wall(event.ends_at, event.zone) - _on_the_wall(event.starts_at, event.zone)


def starts_on_the_wall(event: Event) -> datetime | None:
    """Return what the clock shows where it takes place when it starts; None for an event whose times are not known."""
    return _on_the_wall(event.starts_at, event.zone) if event.starts_at else None


@transaction.atomic
def reschedule(event: Event, times: Times, *, by: User | None = None, now: datetime) -> bool:
    """Move the event; False where these are its times already. Who knows of a published one is told by the next sweep.

    What is booked for people's access goes back to planned, and its ask-by dates keep their distance from the start.
    A draft may be set to any time, since a past event may be written down too. Raises IsCancelled, OverByThen, StartsInThePast for a
    new start of a published event, and what `Times.instants` raises.
    """
    changing.lock(event)
    columns, (starts_at, ends_at) = times.columns(), times.instants()
    if all(getattr(event, name) == value for name, value in columns.items()):
        return False
    if event.goes_public_at and ends_at <= event.goes_public_at:
        raise OverByThen(_("It goes public later than this. Choose a later end, or publish it sooner."))
    if event.cancelled_at:
        raise IsCancelled(_("This event is cancelled. Let it take place again first, then move it."))
    if event.published_at and starts_at != event.starts_at and starts_at <= now:
        raise StartsInThePast(_("The new start is over already. Choose one that is still to come."))
    is_moved = (starts_at, ends_at) != (event.starts_at, event.ends_at)
    if is_moved:
        access.follow(event, days=(times.starts_on - event.starts_on).days if event.starts_on else 0, now=now)
    for name, value in columns.items():
        setattr(event, name, value)
    changing.save(event, is_moved=is_moved, now=now)
    if event.published_at:
        deeds.record(Act.RESCHEDULED, event, by=by, now=now)
    return True


def _on_the_wall(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def _instant(on: date, at: time, zone: str, *, fold: int | None, field: str) -> datetime:
    try:
        return timezones.to_instant(on, at, zone, fold=fold)
    except OverflowError:
        raise OutOfReach(_("This date is out of reach."), field=field) from None
    except DomainError as refusal:
        refusal.field = field
        raise
