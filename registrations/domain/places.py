"""How many places there are, and how many are taken."""

from dataclasses import dataclass

from events_service.events.models import Event
from registrations.models import Registration


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
    if event.capacity is None:
        return Places(None, registrations.taking_places().count(), registrations.waitlisted().count())
    return Places(event.capacity, registrations.taking_places().count(), registrations.waitlisted().count())
