"""Making events and series, changing them, showing them to everyone, calling them off."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act, Organization, User
from events_service.events.domain import changing, deeds, face, hosting, readiness, slugs
from events_service.events.domain.details import require_title, write
from events_service.events.domain.scheduling import RoughDate, Times
from events_service.events.models import Event, Series
from events_service.lib.errors import DomainError

EVENT_DETAILS = frozenset(
    {
        *("title_en", "title_es", "summary_en", "summary_es", "text_en", "text_es", "language"),
        *("kind", "presence", "place", "will_be_recorded", "unlisted", "series", "source_key"),
        *("capacity", "online_capacity", "kept_places", "has_waitlist", "registration_opens_at", "registration_closes_at"),
        *("grace_minutes", "offer_minutes", "needs_proof", "needs_approval"),
    }
)
SERIES_DETAILS = frozenset({"title_en", "title_es", "text_en", "text_es", "dyes"})
_PLACES = ("capacity", "online_capacity", "kept_places", "has_waitlist", "grace_minutes", "offer_minutes", "needs_proof", "needs_approval")
_MOVING_DETAILS = ("presence", "place")  # whoever has them in a calendar has to be told
_ATTEMPTS = 3

Made = TypeVar("Made", Event, Series)


class IsDraft(DomainError):
    """Nobody knows of it, so there is nothing to call off."""


class SeriesChanged(DomainError):
    """Somebody else has changed the series since its page was opened."""


class IsOver(DomainError):
    """What has taken place cannot be called off."""


def uid_for(key: UUID) -> str:
    """Return the label for calendars of the event that this key makes."""
    return f"event-{key}@{settings.SITE_HOST}"


def create(
    organization: Organization, *, details: Mapping[str, object], when: Times | RoughDate, key: UUID | None = None, now: datetime
) -> Event:
    """Make a draft that this organization hosts, along with the hosts of its series. One key makes one event; without one it is new.

    `details` names columns of EVENT_DETAILS, and maybe a "slug"; without one it is made from the title.
    Raises TitleMissing, Unfit, and what `Times.instants` raises.
    """
    columns = when.columns()

    def make() -> Event:
        event = Event(uid=uid_for(key or uuid4()), **columns)
        _begin(event, details, EVENT_DETAILS, now=now)
        if event.series:
            hosting.lock(event.series)  # whoever joins or leaves it at this moment finds this event too
        for host in [*(hosting.hosts_of(event.series) if event.series else []), organization]:
            hosting.add_host(event, host)
        return event

    return _with_a_slug_of_its_own(make)


@transaction.atomic
def edit(event: Event, *, details: Mapping[str, object], by: User | None = None, now: datetime) -> None:
    """Change anything but the times, for which there is `scheduling.reschedule`. A changed slug leads on from the old one.

    Where `by` changes how places at a published event are given, it is written down.

    Raises TitleMissing, Unfit, SlugTaken.
    """
    changing.lock(event)
    before = {name: getattr(event, name) for name in (*EVENT_DETAILS, "slug")}
    with slugs.told_when_taken():
        _rewrite(event, details, EVENT_DETAILS)
        if any(getattr(event, name) != value for name, value in before.items()):
            changing.save(event, is_moved=any(getattr(event, name) != before[name] for name in _MOVING_DETAILS), now=now)
        if by and event.published_at and any(getattr(event, name) != before[name] for name in _PLACES):
            deeds.record(Act.PLACES_CHANGED, event, by=by, now=now)


@transaction.atomic
def publish(event: Event, *, by: User | None = None, now: datetime) -> None:
    """Show the event to everyone; one that is over, or without a time, goes into the archive. Twice is once. Raises NotReady."""
    changing.lock(event)
    if event.published_at is None:
        readiness.require(event, now=now)
        event.published_at, event.goes_public_at = now, None
        changing.save(event, now=now)
        deeds.record(Act.PUBLISHED, event, by=by, now=now)


@transaction.atomic
def cancel(event: Event, *, reason: str, by: User | None = None, now: datetime) -> None:
    """Call the event off; who knows of it is told by the next sweep. Twice is once. Raises IsDraft, IsOver, Unfit."""
    changing.lock(event)
    if event.published_at is None:
        raise IsDraft(_("This event is a draft: nobody knows of it, so there is nothing to cancel."))
    if event.ends_at is None or event.ends_at <= now:
        raise IsOver(_("This event is over, so there is nothing to cancel."))
    if event.cancelled_at is None:
        write(event, {"cancel_reason": reason.strip()}, {"cancel_reason"})
        event.cancelled_at = now
        changing.save(event, is_moved=True, now=now)
        deeds.record(Act.CANCELLED, event, by=by, now=now)


@transaction.atomic
def reinstate(event: Event, *, by: User | None = None, now: datetime) -> None:
    """Let a cancelled event take place after all. Twice is once."""
    changing.lock(event)
    if event.cancelled_at:
        event.cancelled_at, event.cancel_reason = None, ""
        changing.save(event, is_moved=True, now=now)
        deeds.record(Act.REINSTATED, event, by=by, now=now)


@transaction.atomic
def mark_watchable(event: Event, *, since: datetime | None, now: datetime) -> None:
    """Say since when there is something to watch, or that there is nothing. Calendars get the link; nobody is told of a move."""
    changing.lock(event)
    event.watchable_at = since
    changing.save(event, now=now)


def create_series(organization: Organization, *, details: Mapping[str, object], now: datetime) -> Series:
    """Make a draft of a series that this organization hosts. `details` names columns of SERIES_DETAILS, and maybe a "slug".

    Raises TitleMissing, Unfit.
    """

    def make() -> Series:
        series = Series()
        _begin(series, details, SERIES_DETAILS, now=now)
        hosting.add_host(series, organization)
        return series

    return _with_a_slug_of_its_own(make)


@transaction.atomic
def edit_series(series: Series, *, details: Mapping[str, object], opened: datetime | None = None, now: datetime) -> None:
    """Change what the series says; its events' faces name it. `opened` is the `changed_at` that the writer saw.

    Raises TitleMissing, Unfit, SlugTaken, and SeriesChanged where somebody else was quicker.
    """
    series.refresh_from_db(from_queryset=Series.objects.select_for_update())
    if opened and opened != series.changed_at:
        raise SeriesChanged(_("Somebody else has changed this series meanwhile. Look at what stands there now before you save yours."))
    with slugs.told_when_taken():
        _rewrite(series, details, SERIES_DETAILS)
        series.changed_at = now
        series.save()
    face.touch(series.events.values_list("pk", flat=True), now=now)


@transaction.atomic
def publish_series(series: Series, *, by: User | None = None, now: datetime) -> None:
    """Show the series to everyone. Twice is once."""
    series.refresh_from_db(from_queryset=Series.objects.select_for_update())
    if series.published_at is None:
        series.published_at = series.changed_at = now
        series.save()
        deeds.record(Act.PUBLISHED, series, by=by, now=now)


def _begin(row: Event | Series, details: Mapping[str, object], columns: frozenset[str], *, now: datetime) -> None:
    """Write a new row with its slug and its seed."""
    said = {name: value for name, value in details.items() if name != "slug"}
    write(row, said, columns)
    require_title(row)
    row.slug = slugs.free_slug(str(details.get("slug") or row.title_en or row.title_es), of=type(row))
    row.seed, row.changed_at = uuid4().hex, now
    row.save()


def _rewrite(row: Event | Series, details: Mapping[str, object], columns: frozenset[str]) -> None:
    said = {name: value for name, value in details.items() if name != "slug"}
    write(row, said, columns)
    require_title(row)
    if details.get("slug"):
        slugs.move(row, slug=str(details["slug"]))


def _with_a_slug_of_its_own(make: Callable[[], Made]) -> Made:
    """Make it in a transaction, and once more where somebody took the very slug in between."""
    for _attempt in range(_ATTEMPTS - 1):
        try:
            with transaction.atomic():
                return make()
        except IntegrityError:
            continue
    with transaction.atomic():
        return make()
