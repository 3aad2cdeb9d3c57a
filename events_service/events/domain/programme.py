"""What happens when within an event: kept as minutes from its start, written and read as what the clock shows there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import blake2s
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import changing
from events_service.events.models import Event, ProgrammeItem
from events_service.lib import timezones
from events_service.lib.errors import DomainError


class OutsideOfTheEvent(DomainError):
    """The event has not begun by then, or is over."""


class ChangedSince(DomainError):
    """Somebody else changed the programme after this person had opened it."""


@dataclass(frozen=True)
class Item:
    """A part and when it begins, on the clock where the event is. One title is enough."""

    at: time
    title_en: str = ""
    title_es: str = ""


@dataclass(frozen=True)
class Slot:
    """A part of the programme and the instant at which it begins."""

    item: ProgrammeItem
    starts_at: datetime


def slots(event: Event) -> list[Slot]:
    """Return the programme in its order, without what a shortened event has no time for any more."""
    if event.starts_at is None or event.ends_at is None:
        return []
    found = [Slot(item, event.starts_at + timedelta(minutes=item.minute)) for item in event.programme.all()]
    return [slot for slot in found if slot.starts_at < event.ends_at]


def on_the_wall(event: Event) -> list[Item]:
    """Return all of the programme as it is written, also what the event has no time for any more."""
    if event.starts_at is None:
        return []
    zone, begins = ZoneInfo(event.zone), event.starts_at
    instants = [(item, (begins + timedelta(minutes=item.minute)).astimezone(zone)) for item in event.programme.all()]
    return [Item(at.time(), item.title_en, item.title_es) for item, at in instants]


def version(event: Event) -> str:
    """Return a digest of the programme: another digest, another programme."""
    rows = list(event.programme.values_list("minute", "title_en", "title_es"))
    return blake2s(repr(rows).encode(), digest_size=6).hexdigest()


@transaction.atomic
def write(event: Event, items: Sequence[Item], *, opened: str = "", now: datetime) -> None:
    """Let this be the programme. `opened` is the version that the writer began with, empty where they began this moment.

    Raises OutsideOfTheEvent with the time, and ChangedSince; then nothing is changed.
    """
    changing.lock(event)
    if opened and opened != version(event):
        raise ChangedSince(_("Somebody changed the programme while you were writing. Save again to put yours in its place."))
    rows = [ProgrammeItem(event=event, minute=_minute(event, item.at), title_en=item.title_en, title_es=item.title_es) for item in items]
    event.programme.all().delete()
    ProgrammeItem.objects.bulk_create(rows)
    changing.save(event, now=now)


def bring_along(event: Event, copy: Event) -> None:
    """Give the copy of an event the same programme."""
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(event=copy, minute=item.minute, title_en=item.title_en, title_es=item.title_es) for item in event.programme.all()
    )


def _minute(event: Event, at: time) -> int:
    """Return how long after the start the clock there shows this for the first time."""
    if event.starts_at and event.ends_at:
        first = event.starts_at.astimezone(ZoneInfo(event.zone)).date()
        for day in (first, first + timedelta(days=1)):
            instants = [_instant(day, at, event.zone, fold=fold) for fold in (0, 1)]
            for instant in instants:
                if instant and event.starts_at <= instant < event.ends_at:
                    return round((instant - event.starts_at).total_seconds() / 60)
    raise OutsideOfTheEvent(_("%(time)s is outside of the event.") % {"time": f"{at:%H:%M}"})


def _instant(day: date, at: time, zone: str, *, fold: int) -> datetime | None:
    try:
        return timezones.to_instant(day, at, zone, fold=fold)
    except DomainError:
        return None
