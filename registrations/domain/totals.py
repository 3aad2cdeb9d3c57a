"""What a report still knows of people after they were erased: numbers, taken at the moment of erasing.

Places are counted part by part. Different people cannot be counted again once nobody knows who they were; so each row that goes
says by how much the number of different people in its year and its series falls, and a report adds that to those who are left.
The sum is the same in whatever order and portions people are erased.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Sum

from events_service.accounts.models import Organization
from events_service.events.domain import hosting
from events_service.events.models import Event
from events_service.events.models.event import EventQuerySet
from events_service.lib import regions
from registrations.models import CountedBy, PeopleTotal, PlaceTotal, Registration, Span

_VALUE_OF: dict[CountedBy, Callable[[Registration], str]] = {
    CountedBy.LANGUAGE: lambda registration: registration.language,
    CountedBy.COUNTRY: lambda registration: regions.country_of(registration.zone),
    CountedBy.SOURCE: lambda registration: "" if "@" in registration.source else registration.source,  # a label may be somebody's address
}


@dataclass(frozen=True)
class _Elsewhere:
    """How many other events of a span a person registered for, and how many of these they came to."""

    held: int = 0
    visits: int = 0


def keep(event: Event, registrations: Sequence[Registration], *, now: datetime) -> None:
    """Count these registrations of an event before they are erased: those that a report counts, in the caller's transaction."""
    ids = [registration.pk for registration in registrations]
    held = list(Registration.objects.held().filter(pk__in=ids))
    if held:
        _keep_places(event, held)
        for organization in hosting.hosts_of(event):
            for span in Span:
                _keep_people(event, held, organization, span, now=now)


def places(events: Iterable[int]) -> dict[CountedBy, list[tuple[str, int, int]]]:
    """Return how many erased people registered for these events, and how many came, by each language, country and source."""
    found: dict[CountedBy, list[tuple[str, int, int]]] = {part: [] for part in CountedBy}
    for total in PlaceTotal.objects.filter(event__in=events):
        found[CountedBy(total.part)].append((total.value, total.registered, total.came))
    return found


def people(events: Iterable[int], organization: Organization, span: Span) -> dict[str, int]:
    """Return by how much the numbers of different people of this host's events fell when some were erased: columns of PeopleTotal."""
    kept = PeopleTotal.objects.filter(event__in=events, organization=organization, span=span)
    names = ("registered", "registered_again", "came", "came_again")
    return {name: number or 0 for name, number in kept.aggregate(**{name: Sum(name) for name in names}).items()}


def _keep_places(event: Event, held: Collection[Registration]) -> None:
    for part, value_of in _VALUE_OF.items():
        registered = Counter(value_of(registration) for registration in held)
        came = Counter(value_of(registration) for registration in held if registration.attended_at)
        for value, number in registered.items():
            total, _is_made = PlaceTotal.objects.get_or_create(event=event, part=part, value=value)
            PlaceTotal.objects.filter(pk=total.pk).update(registered=F("registered") + number, came=F("came") + came[value])


def _keep_people(event: Event, held: Collection[Registration], organization: Organization, span: Span, *, now: datetime) -> None:
    others = _beside(event, span)
    if others is None:
        return
    there = _elsewhere(others.published().hosted_by(organization).over(now), held)
    seen = [(registration, there.get(registration.address, _Elsewhere())) for registration in held]
    came = [elsewhere.visits for registration, elsewhere in seen if registration.attended_at]
    total, _is_made = PeopleTotal.objects.get_or_create(event=event, organization=organization, span=span)
    PeopleTotal.objects.filter(pk=total.pk).update(
        registered=F("registered") + sum(not elsewhere.held for _one, elsewhere in seen),
        registered_again=F("registered_again") + sum(elsewhere.held == 1 for _one, elsewhere in seen),
        came=F("came") + came.count(0),
        came_again=F("came_again") + came.count(1),
    )


def _beside(event: Event, span: Span) -> EventQuerySet | None:
    """Return the other events among which a report about the event's year or series counts people once; None where it has none."""
    others = Event.objects.exclude(pk=event.pk)
    if span == Span.SERIES:
        return others.filter(series=event.series_id) if event.series_id else None
    return others.filter(starts_on__year=event.starts_on.year) if event.starts_on else None


def _elsewhere(events: EventQuerySet, held: Collection[Registration]) -> dict[str, _Elsewhere]:
    others = Registration.objects.known().held().filter(event__in=events.order_by().values("pk"))
    counted = others.filter(address__in={one.address for one in held}).order_by().values_list("address")
    return {
        address: _Elsewhere(number, visits) for address, number, visits in counted.annotate(number=Count("pk"), visits=Count("attended_at"))
    }
