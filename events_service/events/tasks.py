"""The bells of events: drafts that go public at their moment."""

from celery import shared_task

from events_service.events.domain import going_public
from events_service.lib import clock
from events_service.lib.jobs import ring


@shared_task(name="events.sweep")
def sweep() -> None:
    """Every tick: ring for each draft whose moment has come."""
    for event_id in going_public.due(clock.now()):
        ring("events.go_public", event_id)


@shared_task(name="events.go_public")
def go_public(event_id: int) -> None:
    """Publish one draft."""
    going_public.go_public(event_id, now=clock.now())
