"""What every change of an event has in common: lock it and re-read it, write it, renew its face, ring."""

from datetime import datetime

from events_service.events.domain import face
from events_service.events.domain.topics import topic_of
from events_service.events.models import Engagement, Event
from events_service.lib.jobs import ring
from events_service.mail.domain import outbox
from events_service.mail.models.kinds import REMINDERS


def lock(event: Event) -> None:
    """Lock the event's row until the transaction ends and re-read it into this very instance, so that the caller's is never stale."""
    event.refresh_from_db(from_queryset=Event.objects.select_for_update())


def is_known(event: Event) -> bool:
    """Tell whether anybody but its organizers has it in a calendar: everyone may, or somebody is invited to speak."""
    return event.published_at is not None or Engagement.objects.invited().filter(event=event).exists()


def save(event: Event, *, is_moved: bool = False, now: datetime) -> None:
    """Write a changed event. `is_moved`: its start, end, place or cancelled changed, so that who knows of it has to be told."""
    if is_moved and is_known(event):
        event.sequence += 1
        event.sequence_raised_at = now
        outbox.recall(topic=topic_of(event), kinds=REMINDERS)  # what still waits speaks of the old time or place
    event.changed_at = now
    event.save()
    face.renew([event])
    ring("registrations.sweep")
