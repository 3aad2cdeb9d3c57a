"""The bells of events: drafts that go public at their moment, changes to tell those who speak, pictures that nothing shows any more."""

from celery import shared_task

from events_service.events.domain import going_public, pictures, speaker_mail
from events_service.lib import clock
from events_service.lib.jobs import ring


@shared_task(name="events.sweep")
def sweep() -> None:
    """Every tick: ring for each draft whose moment has come, and each change that those who speak do not know of."""
    now = clock.now()
    for event_id in going_public.due(now):
        ring("events.go_public", event_id)
    for event_id in speaker_mail.to_tell(now):
        ring("events.tell_speakers", event_id)


@shared_task(name="events.go_public")
def go_public(event_id: int) -> None:
    """Publish one draft."""
    going_public.go_public(event_id, now=clock.now())


@shared_task(name="events.tell_speakers")
def tell_speakers(event_id: int) -> None:
    """Tell those who speak of one event's change."""
    speaker_mail.tell(event_id, now=clock.now())


@shared_task(name="events.sweep_pictures")
def sweep_pictures() -> None:
    """Every hour: throw away the pictures that nothing shows and nothing is going to."""
    for picture_id in pictures.forgotten(clock.now()):
        pictures.forget(picture_id)


@shared_task(name="events.forget_picture")
def forget_picture(picture_id: int) -> None:
    """Throw one picture away, unless something shows it."""
    pictures.forget(picture_id)
