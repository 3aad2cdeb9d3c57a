"""The post office's bells."""

from celery import shared_task

from events_service.lib.jobs import ring
from events_service.mail.domain import sending


@shared_task(name="mail.sweep")
def sweep() -> None:
    """Every tick: take over from the dead, then send."""
    sending.release_stale()
    drain()


@shared_task(name="mail.drain")
def drain() -> None:
    """Send what is due; ring again as long as something left."""
    if sending.drain():
        ring("mail.drain")
