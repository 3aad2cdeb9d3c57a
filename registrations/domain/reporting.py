"""What an organization's events of a year or a series were: numbers alone, counted by the database.

Each event is counted once, whoever else hosts it. A place counts where it was held to the end, or where somebody came.
Who was erased since counts on as a number: see totals.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, F, Q

from events_service.accounts.models import Organization
from events_service.events.domain import hosting
from events_service.events.models import Event, Series
from events_service.events.models.event import EventQuerySet
from events_service.lib import regions, timezones
from registrations.domain import asking, totals
from registrations.domain.asking import Sum
from registrations.models import CountedBy, Registration, Span
from registrations.models.registration import RegistrationQuerySet

_Counted = tuple[str, int, int]  # a value with how many registered and came


@dataclass(frozen=True)
class Period:
    """What a report is about: the events of a year where they were held, or of a series."""

    year: int | None = None
    series: Series | None = None

    @property
    def key(self) -> str:
        return f"series-{self.series.slug}" if self.series else f"year-{self.year}"

    @property
    def span(self) -> Span:
        return Span.SERIES if self.series else Span.YEAR

    def __str__(self) -> str:
        return self.series.title if self.series else str(self.year)


@dataclass(frozen=True)
class Held:
    """An event that was held, with whom, and how many registered and came."""

    event: Event
    others: list[Organization]
    registered: int
    came: int


@dataclass(frozen=True)
class Part:
    """How many places fall to one language, country or source; without words where nobody knows."""

    words: str
    registered: int
    came: int


@dataclass(frozen=True)
class People:
    """How many different people registered and came, by their addresses; returning ones did so for more than one event."""

    registered: int = 0
    registered_again: int = 0
    came: int = 0
    came_again: int = 0


@dataclass(frozen=True)
class Report:
    """All numbers of one organization in one period, and how many of its events there are no part of it.

    `along` is how many others were with those who came, as these say: people without an address, counted apart.
    """

    events: list[Held]
    people: People
    languages: list[Part]
    countries: list[Part]
    sources: list[Part]
    access: list[Sum]
    cancelled: int
    coming: int
    along: int

    @property
    def registered(self) -> int:
        return sum(held.registered for held in self.events)

    @property
    def came(self) -> int:
        return sum(held.came for held in self.events)

    @property
    def shared(self) -> int:
        """How many of the events others hosted too."""
        return sum(bool(held.others) for held in self.events)

    @property
    def most(self) -> int:
        """The most that registered for one event, which the longest bar stands for; at least one."""
        return max([1, *(held.registered for held in self.events)])


def periods_of(organization: Organization, *, now: datetime) -> list[Period]:
    """Return the years and series in which something was held: the latest year first, then the series by title."""
    held = Event.objects.published().hosted_by(organization).over(now)
    years = [Period(year=day.year) for day in held.order_by().dates("starts_on", "year", order="DESC")]
    series = Series.objects.filter(pk__in=held.order_by().values("series"))
    return [*years, *sorted((Period(series=one) for one in series), key=str)]


def report_of(organization: Organization, period: Period, *, language: str, now: datetime) -> Report:
    """Return the numbers, with words in this language, in as many statements for many events as for one."""
    hosted = _of(period, Event.objects.published().hosted_by(organization))
    held = hosted.over(now)
    events = _events(held, _places(held), organization)
    ids = [one.event.pk for one in events]
    known, erased = _places(held).known(), totals.places(ids)
    countries = [(regions.country_of(zone), registered, came) for zone, registered, came in _by(known, "zone")]
    return Report(
        events=events,
        people=_people(known, totals.people(ids, organization, period.span)),
        languages=_parts(_in_words(_by(known, "language"), erased[CountedBy.LANGUAGE], timezones.language_words, language)),
        countries=_parts(_in_words(countries, erased[CountedBy.COUNTRY], regions.words_of, language)),
        sources=_parts([*_by(known, "source"), *erased[CountedBy.SOURCE]]),
        access=asking.sums(ids),
        along=_places(held).aggregate(along=models.Sum("with_them"))["along"] or 0,
        **hosted.aggregate(
            cancelled=Count("pk", filter=Q(cancelled_at__isnull=False)), coming=Count("pk", filter=Q(cancelled_at=None, ends_at__gt=now))
        ),
    )


def _of(period: Period, events: EventQuerySet) -> EventQuerySet:
    return events.filter(series=period.series) if period.series else events.filter(starts_on__year=period.year)


def _places(held: EventQuerySet) -> RegistrationQuerySet:
    return Registration.objects.held().filter(event__in=held.order_by().values("pk"))


def _events(held: EventQuerySet, places: RegistrationQuerySet, organization: Organization) -> list[Held]:
    events = list(held.defer("text_en", "text_es").order_by(F("starts_on").asc(nulls_last=True), "starts_at", "pk"))
    hosting.with_hosts(events)
    counts = {event: (registered, came) for event, registered, came in _by(places, "event")}
    return [
        Held(event, [host for host in hosting.hosts_of(event) if host != organization], *counts.get(event.pk, (0, 0))) for event in events
    ]


def _by(places: RegistrationQuerySet, column: str) -> Iterable[tuple[Any, int, int]]:
    """Return for each value of the column how many registered and came, in one statement."""
    counted = places.order_by().values(column).annotate(registered=Count("pk"), came=Count("attended_at"))
    return [(row[column], row["registered"], row["came"]) for row in counted]


def _in_words(known: Iterable[_Counted], erased: Iterable[_Counted], words: Callable[[str, str], str], language: str) -> Iterable[_Counted]:
    return [(words(value, language), registered, came) for value, registered, came in (*known, *erased)]


def _people(known: RegistrationQuerySet, erased: Mapping[str, int]) -> People:
    each = known.order_by().values("address").annotate(held=Count("pk"), visits=Count("attended_at"))
    there = each.aggregate(
        registered=Count("address"),
        registered_again=Count("address", filter=Q(held__gt=1)),
        came=Count("address", filter=Q(visits__gt=0)),
        came_again=Count("address", filter=Q(visits__gt=1)),
    )
    return People(**{name: number + erased[name] for name, number in there.items()})


def _parts(counted: Iterable[tuple[str, int, int]]) -> list[Part]:
    """Return one part for each word, the largest first, what nobody knows last."""
    sums: dict[str, tuple[int, int]] = {}
    for words, registered, came in counted:
        before = sums.get(words, (0, 0))
        sums[words] = (before[0] + registered, before[1] + came)
    parts = [Part(words, *counts) for words, counts in sums.items()]
    return sorted(parts, key=lambda part: (not part.words, -part.registered, part.words))
