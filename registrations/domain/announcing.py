"""Writing to everybody who has a place at an event, now."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act, User
from events_service.events.domain import deeds
from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from events_service.lib.jobs import ring
from events_service.lib.slots import plain
from events_service.mail.domain import suppressing
from registrations.domain import messages
from registrations.models import Announcement

LATEST = timedelta(days=1)  # the mail is stale then


class NothingToAnnounce(DomainError):
    """Nobody is expected: it is a draft, over, or called off."""


def reach(event: Event) -> int:
    """Count those whom an announcement reaches now: who has a place, and takes mail about this event."""
    addresses = list(event.registrations.confirmed().values_list("email", flat=True))
    return len(addresses) - suppressing.unwilling(addresses, kind="announcement", scope=topic_of(event))


@transaction.atomic
def announce(event: Event, *, key: UUID, subject: str, words: str, by: User | None = None, now: datetime) -> Announcement:
    """Write this to everybody who has a place. Twice by one key is once. Raises NothingToAnnounce."""
    if not event.is_to_come(now):
        raise NothingToAnnounce(_("Nobody expects this event now, so nobody is written to."))
    said = {"subject": " ".join(plain(subject).split()), "words": plain(words).strip(), "by": by, "said_at": now}
    announcement, is_new = Announcement.objects.get_or_create(key=key, defaults={"event": event, **said})
    if is_new:
        deeds.record(Act.ANNOUNCED, event, by=by, more=announcement.subject[:120], now=now)
        ring("registrations.announce", announcement.pk)
    return announcement


def due(now: datetime) -> list[int]:
    """Return the ids of announcements that are not in the outbox yet, those cut short in the middle included."""
    return list(Announcement.objects.filter(posted_at=None, said_at__gt=now - LATEST).values_list("pk", flat=True))


def post(announcement_id: int, *, now: datetime) -> bool:
    """Put a copy for everybody in the outbox. Ringing twice posts once; tell whether this call posted."""
    announcement = Announcement.objects.filter(pk=announcement_id, posted_at=None).select_related("event").first()
    if announcement is None or announcement.event.cancelled_at:
        return False
    messages.announce(announcement, now=now)
    Announcement.objects.filter(pk=announcement_id).update(posted_at=now)
    return True
