"""Templates with their reminders: what they say, never whether they are on."""

from datetime import datetime

from django.db import transaction

from events_service.accounts.models import Organization, User
from events_service.events.domain import templates
from events_service.events.domain.copying import Copy
from events_service.events.models import Event, EventTemplate
from registrations.models import Reminder
from registrations.models.reminder import Lead


@transaction.atomic
def save(
    event: Event, organization: Organization, *, name: str, replaces: bool = False, by: User | None = None, now: datetime
) -> EventTemplate:
    """Keep the event as a template under this name. Raises what `events.domain.templates.save` raises."""
    said = [{"lead": reminder.lead, "note": reminder.note} for reminder in event.reminders.order_by("pk")]
    return templates.save(event, organization, name=name, replaces=replaces, reminders=said, by=by, now=now)


@transaction.atomic
def make(template: EventTemplate, asked: Copy, *, now: datetime) -> Event:
    """Make a draft of it, its reminders with their notes and switched off. Asked for twice by one key, it is one.

    Raises what `events.domain.templates.make` raises.
    """
    made = templates.make(template, asked, now=now)
    Reminder.objects.bulk_create(
        [Reminder(event=made, lead=said["lead"], note=said["note"]) for said in template.reminders if said["lead"] in Lead.values],
        ignore_conflicts=True,
    )
    return made
