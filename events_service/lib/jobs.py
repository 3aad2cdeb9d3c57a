"""Ringing for work that happens later. The database is the queue; a bell only says "look now"."""

import logging
import time
from dataclasses import dataclass

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

LEFT_ALONE = 5.0  # seconds, for a broker that did not answer: the next bells would each wait for it in vain

_silent_until = 0.0


def ring(task: str, *ids: int) -> None:
    """Ring for the task of this name once the transaction has committed; twice in one transaction rings once.

    Never fails and never waits long: when the broker is away, the beat rings the same bell within half a minute.
    """
    bell = _Bell(task, ids)
    connection = transaction.get_connection()
    so_far = set(connection.savepoint_ids)
    if not any(bell == other and savepoints <= so_far for savepoints, other, _robust in connection.run_on_commit):
        transaction.on_commit(bell, robust=True)


@dataclass(frozen=True)
class _Bell:
    task: str
    ids: tuple[int, ...]

    # Django 5.2's robust on_commit asks a callback that fails for this; nothing here fails, but a log line must not either
    __qualname__ = "bell"

    def __call__(self) -> None:
        global _silent_until
        if time.monotonic() < _silent_until:
            return
        try:
            current_app.send_task(self.task, args=self.ids, ignore_result=True, retry=False, expires=60)
        except Exception:
            _silent_until = time.monotonic() + LEFT_ALONE
            log.warning("The bell %s could not be rung; the beat will.", self.task)
