"""By which links they came: the `?from=` labels of one event, counted by the database in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from events_service.events.models import Event
from registrations.domain import totals
from registrations.models import CountedBy, Registration
from registrations.models.registration import TOLD

LABELS_AT_MOST = 10


@dataclass(frozen=True)
class Source:
    """How many registered and came by the links with one label: an empty one for who came directly, None for all other labels."""

    label: str | None
    registered: int
    came: int


def of(event: Event) -> list[Source]:
    """Return where those came from who hold a place, wait or were there: the most used label first, what is not named last.

    Labels are what visitors bring along in an address. Spelled alike but for spaces and capitals they are one, as most spelled it;
    one that looks like a person's address is not named, since viewers read this too.
    """
    named: list[Source] = []
    others: list[Source] = []
    for source in _by_label(event):
        (others if "@" in (source.label or "") or len(named) == LABELS_AT_MOST else named).append(source)
    return [*named, _together(None, others)] if others else named


def _by_label(event: Event) -> list[Source]:
    there = Registration.objects.filter(Q(status__in=TOLD) | Q(attended_at__isnull=False), event=event)
    counted = there.known().order_by().values_list("source").annotate(registered=Count("pk"), came=Count("attended_at"))
    spellings: dict[str, list[Source]] = {}
    for source, registered, came in [*counted.order_by("-registered", "source"), *totals.places([event.pk])[CountedBy.SOURCE]]:
        label = " ".join(source.split())
        spellings.setdefault(label.casefold(), []).append(Source(label, registered, came))
    merged = [_together(sources[0].label, sources) for sources in spellings.values()]
    return sorted(merged, key=lambda source: (-source.registered, source.label or ""))


def _together(label: str | None, sources: Iterable[Source]) -> Source:
    sources = list(sources)
    return Source(label, sum(source.registered for source in sources), sum(source.came for source in sources))
