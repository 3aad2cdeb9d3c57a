"""The post office's bells."""

from celery import shared_task

from events_service.lib.jobs import ring
from events_service.mail.domain import erasing, sending


@shared_task(name="mail.sweep")
def sweep() -> None:
    """Every tick: take over from the dead, erase what was secret for a quarter of an hour, then send."""
    sending.release_stale()
    erasing.erase_spent_links()
    drain()


@shared_task(name="mail.drain")
def drain() -> None:
    """Send what is due; ring again as long as something left."""
    if sending.drain():
        ring("mail.drain")
