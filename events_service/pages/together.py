"""What belongs together: the events of a series in their order, and what there is to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Min, Q, QuerySet

from events_service.events.domain import finding
from events_service.events.domain import reading as kit
from events_service.events.models import Article, Event, Phase, Series
from events_service.events.models.event import EventQuerySet
from events_service.pages.chips import Chip, chip_of
from registrations.domain import places
from registrations.domain.places import Places

_A_PART = Q(unlisted=False, cancelled_at=None)
UPCOMING = {Phase.OPENS_LATER, Phase.OPEN, Phase.CLOSED, Phase.LIVE}


@dataclass(frozen=True)
class Part:
    """An event among others: its state, and its number in a series, from 1."""

    event: Event
    chip: Chip
    places: Places
    number: int = 0


@dataclass(frozen=True)
class Parts:
    """All parts of a series in order."""

    rows: list[Part]

    def of(self, event: Event) -> Part | None:
        return next((part for part in self.rows if part.event == event), None)

    def next_after(self, event: Event, *, now: datetime) -> Part | None:
        """Return the first other part that is still to come."""
        return next((part for part in self.rows if part.event != event and part.event.phase(now) in UPCOMING), None)


def in_order(events: Iterable[Event], *, now: datetime) -> list[Part]:
    """Return these events with their state, in their order. Places of those to come are counted, in one query; the others' are over."""
    events = list(events)
    counts = {event.pk: Places(event.capacity) for event in events}
    counts |= places.of_all([event for event in events if event.phase(now) in UPCOMING], now=now)
    return [
        Part(event, chip_of(event, is_full=counts[event.pk].is_full, now=now), counts[event.pk], number)
        for number, event in enumerate(events, start=1)
    ]


def parts_of(series: Series, *, now: datetime) -> Parts:
    """Return the listed events of a published series, the undated first; what was cancelled is no part of it any more."""
    return Parts(in_order(_from_first_to_last(series.events.filter(_A_PART)), now=now))


def event_among_parts(slug: str, *, along_with: Iterable[str] = ()) -> tuple[Event, list[Event]]:
    """Return the published event with this slug, other rows along with it, and in their order the parts of its series; in one query.

    It is among them whether or not it is listed or cancelled. Raises finding.Moved, or Event.DoesNotExist.
    """
    its_series = Event.objects.published().filter(slug=slug, series__published_at__isnull=False).values("series")
    mine = Event.objects.published().filter(Q(slug=slug) | (Q(series__in=its_series) & _A_PART))
    parts = list(_from_first_to_last(mine).select_related("series", "cover__picture", *along_with))
    return next((part for part in parts if part.slug == slug), None) or finding.event_at(slug), parts


def _from_first_to_last(events: EventQuerySet) -> EventQuerySet:
    return events.published().order_by(F("starts_on").asc(nulls_first=True), "starts_at", "id")


def reading(*, also: Event | None = None) -> QuerySet[Article]:
    """Return what there is to read, the newest first, without what belongs to drafts or, except for `also`, to unlisted events."""
    of_events = Q(event=None) | Q(event__published_at__isnull=False, event__unlisted=False)
    if also:
        of_events |= Q(event=also)
    return Article.objects.filter(of_events, Q(series=None) | Q(series__published_at__isnull=False))


def each_once(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Return these without what stands among them already: the lists of copied events name the same addresses."""
    return articles.filter(pk__in=articles.order_by().values("url").annotate(first=Min("pk")).values("first"))


def reading_for(event: Event) -> list[Article]:
    """Return what there is to read for this event: its own, then its series', each address once."""
    mine = Q(event=event)
    if event.series_id:
        mine |= Q(event=None, series=event.series_id)
    ordered = list(kit.in_order(reading(also=event).filter(mine)))
    return list({article.url: article for article in reversed(ordered)}.values())[::-1]
