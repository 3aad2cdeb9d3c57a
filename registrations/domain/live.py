"""An event on the day, as its organizers follow it: who is in, which room is full, what to have at hand when something fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from events_service.accounts.models import Membership, User
from events_service.events.domain import hosting, rooms
from events_service.events.domain.rooms import PhoneNumber
from events_service.events.domain.topics import topic_of
from events_service.events.models import Appearance, Event, Room
from events_service.mail.domain import outbox, rendering
from events_service.mail.domain.outbox import Recipient, Sender
from events_service.mail.models.kinds import expiry
from registrations.models import Lead, Registration, Reminder, Way

LATEST = 10
SHEET = "emergency-sheet"


@dataclass(frozen=True)
class WhoIsIn:
    """How many hold a place, how many of them came, and by which way."""

    registered: int
    came: int
    online: int
    overflow: int
    door: int


@dataclass(frozen=True)
class Sheet:
    """What is at hand when something fails: where it meets, who speaks, who is called."""

    event: Event
    room: Room | None
    numbers: Sequence[PhoneNumber]
    people: Sequence[Appearance]


def who_is_in(event: Event) -> WhoIsIn:
    """Count who came, in one statement."""
    counts = (
        Registration.objects.filter(event=event)
        .held()
        .aggregate(
            registered=Count("pk"),
            came=Count("pk", filter=Q(attended_at__isnull=False)),
            **{way.name.lower(): Count("pk", filter=Q(came_by=way)) for way in Way},
        )
    )
    return WhoIsIn(counts["registered"], counts["came"], counts["room"], counts["overflow"], counts["door"])


def latest(event: Event) -> list[Registration]:
    """Return who came in last."""
    return list(Registration.objects.filter(event=event, attended_at__isnull=False).known().order_by("-attended_at", "-pk")[:LATEST])


def is_full(room: Room, counts: WhoIsIn) -> bool:
    """Tell whether as many have come in as the room takes."""
    return room.size is not None and counts.online >= room.size


def has_mailed_another_room(event: Event, room: Room) -> bool:
    """Tell whether the hour-before mail carried a room that has changed since."""
    sent = Reminder.objects.filter(event=event, lead=Lead.HOUR, carries_room=True, fired_at__isnull=False)
    return room.moved_at is not None and sent.filter(fired_at__lt=room.moved_at).exists()


def sheet_of(event: Event) -> Sheet:
    """Return what is at hand when something fails."""
    room = rooms.of(event)
    return Sheet(event, room, rooms.numbers(room.phone) if room else [], list(event.appearances.select_related("speaker")))


def organizers_of(event: Event) -> list[User]:
    """Return those who act for a host of this event."""
    members = Membership.objects.editors().filter(organization__hostings__event=event)
    return list(User.objects.filter(pk__in=members.values("user")).order_by("pk"))


def send_sheet(event: Event, *, language: str, now: datetime) -> int:
    """Mail the sheet as it is to everybody who acts for a host; again within a minute sends nothing. Return how many mails leave."""
    organization = hosting.sender_of(event)
    message = outbox.open_message(
        key=f"{SHEET}:{event.pk}:{now:%Y%m%dT%H%MZ}",
        kind=SHEET,
        topic=topic_of(event),
        sender=Sender(organization.name, organization.sender_address, organization.reply_to),
        texts=rendering.freeze(SHEET, {"event": event, "sheet": sheet_of(event), "organization": organization}),
        expires_at=expiry(SHEET, now=now, start=event.starts_at, end=event.ends_at),
    )
    people = organizers_of(event)
    values = {"starts_at": event.starts_at.isoformat() if event.starts_at else ""}
    return outbox.add(message, [Recipient(f"user:{user.pk}", user.email, user.name, language, event.zone, values) for user in people])
