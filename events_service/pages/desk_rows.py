"""An event as the desk lists it: its state, who comes, and whether one may change it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from events_service.accounts.models import User
from events_service.events.models import Event
from events_service.pages.chips import Chip, chip_of
from registrations.domain import asking, places
from registrations.domain.places import Places


@dataclass(frozen=True)
class RowFigure:
    """How many come, of how many, and how many wait."""

    number: int
    beside: str
    below: str


@dataclass(frozen=True)
class Row:
    """An event in a list of the desk."""

    event: Event
    chip: Chip
    seats: Places
    may_edit: bool
    asks: int = 0  # how many people wait for an answer about what they need

    @property
    def figure(self) -> RowFigure | None:
        """Who comes, in few words; None where nobody can."""
        if self.event.published_at is None or self.event.starts_at is None:
            return None
        seats = self.seats
        beside = _("registered") if seats.capacity is None else _("of %(capacity)s") % {"capacity": seats.capacity}
        below = _("%(waiting)s waiting") % {"waiting": seats.waiting} if seats.waiting else ""
        return RowFigure(seats.taken, beside, below)


def rows_of(events: Iterable[Event], user: User, *, now: datetime) -> dict[int, Row]:
    """Return the rows by event, with three queries for all of them."""
    found = {event.pk: event for event in events}
    seats = places.of_all(found.values(), now=now)
    edited = set(Event.objects.organized_by(user).filter(pk__in=found).values_list("pk", flat=True))
    asks = asking.unanswered(edited)
    return {
        pk: Row(event, chip_of(event, is_full=seats[pk].is_full, now=now), seats[pk], pk in edited, asks.get(pk, 0))
        for pk, event in found.items()
    }
