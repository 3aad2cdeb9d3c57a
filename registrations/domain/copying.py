"""Copying events with their reminders; who comes, what was said to them and what remains stay with the event."""

from datetime import datetime

from django.db import transaction

from events_service.events.domain import copying
from events_service.events.domain.copying import Copy
from events_service.events.models import Event
from registrations.models import Reminder


@transaction.atomic
def duplicate(event: Event, asked: Copy, *, now: datetime) -> Event:
    """Make a draft like this event, its reminders with their notes and switched off. Asked for twice by one key, it is one.

    Raises what `events.domain.copying.copy` raises.
    """
    made = copying.copy(event, asked, now=now)
    Reminder.objects.bulk_create(
        [Reminder(event=made, lead=reminder.lead, note=reminder.note) for reminder in event.reminders.all()], ignore_conflicts=True
    )
    return made
