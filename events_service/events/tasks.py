"""The bells of events: drafts that go public at their moment, pictures that nothing shows any more."""

from celery import shared_task

from events_service.events.domain import going_public, pictures
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


@shared_task(name="events.sweep_pictures")
def sweep_pictures() -> None:
    """Every hour: throw away the pictures that nothing shows and nothing is going to."""
    for picture_id in pictures.forgotten(clock.now()):
        pictures.forget(picture_id)


@shared_task(name="events.forget_picture")
def forget_picture(picture_id: int) -> None:
    """Throw one picture away, unless something shows it."""
    pictures.forget(picture_id)
