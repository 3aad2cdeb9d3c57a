"""How many places there are, and how many are taken."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from events_service.events.models import Event
from registrations.models import Registration
from registrations.models.registration import RegistrationQuerySet


@dataclass(frozen=True)
class Places:
    """The count of one event; `capacity` None means that there are places for all."""

    capacity: int | None
    taken: int
    waiting: int

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        """Tell whether a newcomer has to wait: nothing is left, or somebody waits already."""
        return self.capacity is not None and (self.taken >= self.capacity or self.waiting > 0)


def of(event: Event) -> Places:
    """Count the places. To decide by it, hold the event's lock."""
    registrations = Registration.objects.filter(event=event)
    return Places(event.capacity, registrations.taking_places().count(), registrations.waitlisted().count())


def with_counts(events: QuerySet[Event]) -> QuerySet[Event]:
    """Let these events be counted by their own query, for `counted` to read."""
    of_event = Registration.objects.filter(event=OuterRef("pk")).order_by()
    return events.annotate(places_taken=_count(of_event.taking_places()), places_waiting=_count(of_event.waitlisted()))


def counted(event: Event) -> Places:
    """Return the count of an event that came `with_counts`."""
    return Places(event.capacity, getattr(event, "places_taken", 0), getattr(event, "places_waiting", 0))


def _count(registrations: RegistrationQuerySet) -> Coalesce:
    number = registrations.order_by().values("event").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
