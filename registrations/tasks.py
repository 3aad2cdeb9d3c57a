"""The bells of registrations: one sweep that looks for what is due, and the work it fans out."""

from celery import shared_task

from events_service.events.models import Event
from events_service.lib import clock
from events_service.lib.jobs import ring
from registrations.domain import announcing, asking, changes, reminders, retention, uploads, waitlist


@shared_task(name="registrations.sweep")
def sweep() -> None:
    """Every tick: take back what is outdated, erase what is spent, then ring for all that is due.

    That is reminders, changes, free places, and events whose people's time is over.
    """
    now = clock.now()
    uploads.sweep(now)
    reminders.recall_outdated()
    asking.erase_spent(now)
    asking.erase_of_who_left(now)
    for reminder_id in reminders.due(now):
        ring("registrations.fire", reminder_id)
    for announcement_id in announcing.due(now):
        ring("registrations.announce", announcement_id)
    for event_id in changes.to_tell(now):
        ring("registrations.tell", event_id)
    for event_id in waitlist.with_places_to_pass_on(now):
        ring("registrations.pass_on", event_id)
    for event_id in retention.due(now):
        ring("registrations.erase", event_id)


@shared_task(name="registrations.fire")
def fire(reminder_id: int) -> None:
    """Post one reminder."""
    reminders.fire(reminder_id, now=clock.now())


@shared_task(name="registrations.announce")
def announce(announcement_id: int) -> None:
    """Post one announcement."""
    announcing.post(announcement_id, now=clock.now())


@shared_task(name="registrations.tell")
def tell(event_id: int) -> None:
    """Tell of one event's change."""
    changes.tell(event_id, now=clock.now())


@shared_task(name="registrations.pass_on")
def pass_on(event_id: int) -> None:
    """Pass on one event's free places."""
    event = Event.objects.filter(pk=event_id).first()
    if event:
        waitlist.pass_on(event, now=clock.now())


@shared_task(name="registrations.erase")
def erase(event_id: int) -> None:
    """Erase some of the people of an event whose time is over; the sweep rings for the rest."""
    retention.erase(event_id, now=clock.now(), batches=retention.BATCHES_AT_ONCE)
