"""For how long people are known after an event, and erasing them when that time is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from events_service.accounts.models import Organization
from events_service.events.domain import hosting
from events_service.events.models import Event
from events_service.events.models.event import EventQuerySet
from registrations.domain import erasing
from registrations.models import Erasure, Registration

BATCH = 500
BATCHES_AT_ONCE = 10  # of one event, before others have their turn


@dataclass(frozen=True)
class Due:
    """An event whose people are to be erased: since when, and how many they are."""

    event: Event
    since: datetime
    people: int


def days_of(event: Event) -> int:
    """Return for how many days after its end the people of an event are known: the fewest that one of its hosts has set."""
    return min(host.retention_days for host in hosting.hosts_of(event))


def due(now: datetime) -> list[int]:
    """Return the ids of the events whose people's time is over, and of whom somebody is still known; the longest ago first."""
    return list(_due(now).values_list("pk", flat=True))


def preview(now: datetime) -> list[Due]:
    """Return the same with since when and how many: what erasing would do now."""
    counts = dict(Registration.objects.known().order_by().values_list("event").annotate(Count("pk")).filter(event__in=_due(now)))
    events = list(_due(now))
    hosting.with_hosts(events)
    return [Due(event, _over_at(event), counts.get(event.pk, 0)) for event in events]


def receipt_of(event: Event) -> Erasure | None:
    """Return the receipt of what was erased of this event because its people's time was over."""
    return event.erasures.filter(on_request=False).first()


def erase(event_id: int, *, now: datetime, batches: int | None = None) -> int:
    """Erase the people of an event whose time is over, in batches with a transaction each; return how many that were.

    Doing it twice, or at once, erases everybody once. `batches` None: until nobody is left.
    """
    erased, done = 0, 0
    while (batches is None or done < batches) and (people := _erase_batch(event_id, now=now)):
        erased, done = erased + people, done + 1
    return erased


@transaction.atomic
def _erase_batch(event_id: int, *, now: datetime) -> int:
    event = Event.objects.lock(event_id)
    if not _due(now).filter(pk=event_id).exists():
        return 0
    people = list(Registration.objects.known().filter(event=event).order_by("pk")[:BATCH])
    erased = erasing.erase(event, people, now=now)
    receipt, _is_made = Erasure.objects.get_or_create(event=event, on_request=False, defaults={"erased_at": now})
    Erasure.objects.filter(pk=receipt.pk).update(
        people=F("people") + erased.people,
        mails=F("mails") + erased.mails,
        belongings=F("belongings") + erased.belongings,
        erased_at=now,
    )
    return erased.people


def _due(now: datetime) -> EventQuerySet:
    """Return the events of which a host's time is over: the shortest counts, since it is over first."""
    over = Q(pk__in=[])
    for days in Organization.objects.order_by().values_list("retention_days", flat=True).distinct():
        over |= Q(ends_at__lte=now - timedelta(days=days), hostings__organization__retention_days=days)
    somebody = Registration.objects.known().filter(event=OuterRef("pk"))
    return Event.objects.filter(over).filter(Exists(somebody)).distinct().order_by("ends_at", "pk")


def _over_at(event: Event) -> datetime:
    assert event.ends_at is not None  # noqa: S101  it is over
    return event.ends_at + timedelta(days=days_of(event))
