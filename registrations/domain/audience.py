"""Who will be told."""

from dataclasses import dataclass

from events_service.events.models import Engagement, Event
from events_service.mail.domain import suppressing
from registrations.models import Registration, Status


@dataclass(frozen=True)
class Told:
    """How many people a change or cancellation of an event will be told, and how many of them no mail reaches.

    `speakers` are those who speak, moderate or interpret and were invited.
    """

    registered: int
    waiting: int
    unreachable: int
    speakers: int = 0

    @property
    def total(self) -> int:
        return self.registered + self.waiting + self.speakers - self.unreachable


def told_about(event: Event) -> Told:
    """Count who will be told of a change of this event."""
    active = Registration.objects.filter(event=event).told()
    addresses = list(active.values_list("email", flat=True))
    waiting = active.filter(status=Status.WAITLISTED).count()
    speakers = list(Engagement.objects.invited().filter(event=event).values_list("email", flat=True))
    unreachable = suppressing.unreachable(addresses) + suppressing.unreachable(speakers)
    return Told(registered=len(addresses) - waiting, waiting=waiting, unreachable=unreachable, speakers=len(speakers))
