"""Copying an event: a draft with all that was written of it, and nothing of who came, what was said to them and what remains."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from events_service.accounts.models import Organization, User
from events_service.events.domain import access, changing, covers, hosting, programme, publishing, reading, rooms, scheduling, venues
from events_service.events.domain.scheduling import Times
from events_service.events.models import Appearance, Event, Hosting, Room, Series
from events_service.lib import timezones

WINDOW = frozenset({"registration_opens_at", "registration_closes_at"})
COPIED = publishing.EVENT_DETAILS - {"source_key", *WINDOW}


@dataclass(frozen=True)
class Copy:
    """What one copy is to be: its times, the details that differ, whether the room comes along. Asked for twice by one key, it is one."""

    key: UUID
    times: Times
    details: Mapping[str, object] = field(default_factory=dict)
    with_room: bool = False


@dataclass(frozen=True)
class Date:
    """A copy that is asked for, and of which event."""

    event: Event
    copy: Copy


@transaction.atomic
def copy(event: Event, asked: Copy, *, now: datetime) -> Event:
    """Make the copy, or return the one that this key has made already.
    Raises TitleMissing, Unfit.
    """
    if event.series:
        hosting.lock(event.series)
    changing.lock(event)
    if made := made_before(event, asked):
        return made
    opened = {name: getattr(event, name) for name in WINDOW}
    moved = window(opened, began=scheduling.starts_on_the_wall(event), zone=event.zone, times=asked.times)
    details = {**{name: getattr(event, name) for name in COPIED}, **moved, **asked.details}
    hosts = hosts_of_copy(event, details["series"], now=now)
    made = publishing.create(hosts[0], details=details, when=asked.times, key=_key(event, asked), now=now)
    _seat(made, hosts)
    _bring_speakers(event, made)
    access.bring_along(event, made, now=now)
    programme.bring_along(event, made)
    venues.bring_along(event, made)
    reading.bring_along(event, made)
    covers.bring(event, made)
    if asked.with_room:
        _bring_room(event, made)
    return made


def made_before(event: Event, asked: Copy) -> Event | None:
    """Return the copy that was made for this very request."""
    return Event.objects.filter(uid=publishing.uid_for(_key(event, asked))).first()


@transaction.atomic
def copy_series(series: Series, *, titles: Mapping[str, str], by: User | None = None, now: datetime) -> Series:
    """Make a series like this one, with its hosts in their order and what there is to read, and no events yet.

    It is on no list before one is published. Raises TitleMissing, Unfit.
    """
    hosting.lock(series)
    details = {name: getattr(series, name) for name in publishing.SERIES_DETAILS}
    made = _begin_series({**details, **titles}, hosting.hosts_of(series), by=by, now=now)
    reading.bring_along(series, made)
    return made


@transaction.atomic
def gather(event: Event, *, title: str, by: User | None = None, now: datetime) -> Series:
    """Put an event that belongs to no series into one of its own, with the same hosts; return the series that it has now."""
    changing.lock(event)
    if event.series:
        return event.series
    details = {"title_en" if event.title_en else "title_es": title}
    series = _begin_series(details, hosting.hosts_of(event), by=by, now=now)
    publishing.edit(event, details={"series": series}, now=now)
    return series


def hosts_of_copy(event: Event, series: object, *, now: datetime) -> list[Organization]:
    """Return who hosts a copy that belongs to this series, or to none: the event's hosts in their order, then the series' others.

    Who hosts one date of a series that is over, and not the series, may have left it since, and is not brought back.
    """
    mine = hosting.hosts_of(event)
    if not isinstance(series, Series):
        return mine
    theirs = hosting.hosts_of(series)
    is_coming = event.ends_at is not None and event.ends_at > now
    return [host for host in mine if is_coming or host in theirs] + [host for host in theirs if host not in mine]


def window(opened: Mapping[str, datetime | None], *, began: datetime | None, zone: str, times: Times) -> dict[str, datetime | None]:
    """Return when registration opens and closes: as far from the start as it was from `began`, the wall time of the start before."""
    if began is None:
        return dict.fromkeys(opened)
    later = datetime.combine(times.starts_on, times.starts_time) - began
    days, minutes = later.days, later.seconds // 60
    return {name: timezones.earlier(instant, zone, days=-days, minutes=-minutes) if instant else None for name, instant in opened.items()}


def _key(event: Event, asked: Copy) -> UUID:
    """One key serves for several copies: what was asked for is part of each one's own."""
    return uuid5(asked.key, f"{event.pk} {asked.times} {asked.details.get('title_en')} {asked.details.get('title_es')}")


def _begin_series(details: Mapping[str, object], hosts: list[Organization], *, by: User | None, now: datetime) -> Series:
    series = publishing.create_series(hosts[0], details=details, now=now)
    for host in hosts[1:]:
        hosting.add_host(series, host)
    publishing.publish_series(series, by=by, now=now)
    return series


def _seat(copy: Event, hosts: list[Organization]) -> None:
    copy.hostings.all().delete()
    Hosting.objects.bulk_create(Hosting(event=copy, organization=host, position=position) for position, host in enumerate(hosts))


def _bring_speakers(event: Event, copy: Event) -> None:
    Appearance.objects.bulk_create(
        Appearance(event=copy, speaker_id=part.speaker_id, role=part.role, position=part.position) for part in event.appearances.all()
    )


def _bring_room(event: Event, copy: Event) -> None:
    for room in Room.objects.filter(event=event):
        Room.objects.create(event=copy, **{name: getattr(room, name) for name in rooms.DETAILS})
