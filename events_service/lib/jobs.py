"""Ringing for work that happens later. The database is the queue; a bell only says "look now"."""

import logging

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)


def ring(task: str, *ids: int) -> None:
    """Ring for the task of this name once the transaction has committed.

    Never fails and never waits long: when the broker is away, the beat rings the same bell within half a minute.
    """

    def _ring() -> None:  # a nested def: a failing functools.partial breaks Django 5.2's robust on_commit in its own log line
        try:
            current_app.send_task(task, args=ids, ignore_result=True, retry=False, expires=60)
        except Exception:
            log.warning("The bell %s could not be rung; the beat will.", task)

    transaction.on_commit(_ring, robust=True)
