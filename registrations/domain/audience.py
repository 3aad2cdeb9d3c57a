"""Who will be told."""

from dataclasses import dataclass

from events_service.events.models import Event
from events_service.mail.domain import suppressing
from registrations.models import Registration, Status


@dataclass(frozen=True)
class Told:
    """How many people a change or cancellation of an event will be told, and how many of them no mail reaches."""

    registered: int
    waiting: int
    unreachable: int

    @property
    def total(self) -> int:
        return self.registered + self.waiting - self.unreachable


def told_about(event: Event) -> Told:
    """Count who will be told of a change of this event."""
    active = Registration.objects.filter(event=event).active()
    addresses = list(active.values_list("email", flat=True))
    waiting = active.filter(status=Status.WAITLISTED).count()
    return Told(registered=len(addresses) - waiting, waiting=waiting, unreachable=suppressing.unreachable(addresses))
