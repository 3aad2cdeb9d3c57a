"""Who has been told that an event was moved or called off, and who still holds the old time."""

from dataclasses import dataclass
from uuid import UUID

from events_service.events.domain.topics import topic_of
from events_service.events.models import Engagement, Event
from events_service.mail.domain import fates, wording
from events_service.mail.models import Delivery, Fate
from registrations.domain import messages
from registrations.models import Registration

SHOWN_AT_MOST = 200


@dataclass(frozen=True)
class Person:
    """Who comes, or speaks, and where they are written to."""

    name: str
    email: str


@dataclass(frozen=True)
class Trouble:
    """A copy that did not arrive, or of which nobody knows; whose it is, why, and whether sending it again could help."""

    delivery: Delivery
    person: Person
    why: str
    may_be_said_again: bool


@dataclass(frozen=True)
class News:
    """The last change of an event: how many were told of it, how many are about to be, and how many no mail has reached."""

    kind: str
    told: int
    on_the_way: int
    unreached: int


def news(event: Event) -> News | None:
    """Return how far the news of the event's last change has gone; None where it never changed or nobody had to be told."""
    kind = _kind(event)
    counts = [*_copies(kind, event), *_copies(f"speaker-{kind}", event)]
    behind = Registration.objects.filter(event=event, told_sequence__lt=event.sequence).active().count()
    behind += Engagement.objects.invited().filter(event=event, told_sequence__lt=event.sequence).count()
    told, in_transit, unreached = (
        sum(count.get(fate, 0) for count in counts for fate in which) for which in (fates.LEFT, fates.IN_TRANSIT, fates.OUT)
    )
    return News(kind, told, in_transit + behind, unreached) if told or in_transit or behind or unreached else None


def holders(event: Event) -> list[Trouble]:
    """Return who still holds what the event was before its last change, because the mail about it did not reach them."""
    kind = _kind(event)
    stems = [messages.message_stem(name, event) for name in (kind, f"speaker-{kind}")]
    return [trouble for stem in stems for trouble in _troubles(event, key=stem)]


def troubles(event: Event) -> list[Trouble]:
    """Return every copy to who comes, waits or speaks that did not arrive or nobody knows of, until somebody has seen to it."""
    return _troubles(event, key=None)


def reach_the_rest(event: Event) -> int:
    """Send the news of the last change again to everyone for whom that could help; return to how many."""
    reachable = [trouble.delivery for trouble in holders(event) if trouble.may_be_said_again]
    for delivery in reachable:
        fates.say_again(delivery)
    return len(reachable)


def trouble(event: Event, delivery_id: UUID) -> Trouble | None:
    """Return this copy if it is one of this event's troubled ones."""
    return next((found for found in [*troubles(event), *holders(event)] if found.delivery.pk == delivery_id), None)


def _kind(event: Event) -> str:
    return "cancelled" if event.cancelled_at else "changed"


def _copies(kind: str, event: Event) -> list[dict[Fate, int]]:
    return list(fates.of_message(messages.message_stem(kind, event)).values())


def _troubles(event: Event, *, key: str | None) -> list[Trouble]:
    copies = list(fates.troubled(topic=topic_of(event), key=key)[:SHOWN_AT_MOST])
    people = _people(event, {copy.recipient for copy in copies})
    hopeful = fates.may_be_said_again(copies)
    return [Trouble(copy, people[copy.recipient], wording.why(copy), copy.pk in hopeful) for copy in copies if copy.recipient in people]


def _people(event: Event, keys: set[str]) -> dict[str, Person]:
    """Return who of these comes or waits, or speaks, by key."""
    coming = Registration.objects.filter(event=event, key__in=keys).active().values_list("key", "name", "email")
    speaking = Engagement.objects.invited().filter(event=event, key__in=keys).values_list("key", "speaker__name", "email")
    return {key: Person(name, email) for key, name, email in [*coming, *speaking]}
