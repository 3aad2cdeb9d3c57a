"""The post office's bells."""

from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down

from events_service.lib.jobs import ring
from events_service.mail.domain import sending


@shared_task(name="mail.sweep")
def sweep() -> None:
    """Every tick: look after what is due, then send."""
    sending.look_after()
    drain()


@shared_task(name="mail.drain")
def drain() -> None:
    """Send what is due; ring again as long as something left."""
    if sending.drain():
        ring("mail.drain")


@worker_shutting_down.connect(weak=False)
def _stop_sending(**_kwargs: Any) -> None:
    sending.stop()
