"""The heartbeat of this process's senders: what they have in hand is theirs as long as it beats."""

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models.functions import Now

from events_service.mail.models import Crew

log = logging.getLogger(__name__)

BEAT = 5.0 * settings.MAIL_PACE  # seconds; six silent ones, and the crew is taken for dead (claiming.TAKEOVER)


class Pulse:
    """One crew: a name, a row and a thread that keeps it alive while at least one sender is at work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_work = 0
        self._crew = ""
        self._stopped = threading.Event()

    @contextmanager
    def at_work(self) -> Iterator[str]:
        """Give the name of the crew, alive until the last sender has left."""
        with self._lock:
            if not self._at_work:
                self._begin()
            self._at_work += 1
            crew = self._crew
        try:
            yield crew
        finally:
            with self._lock:
                self._at_work -= 1
                if not self._at_work:
                    self._stopped.set()

    def _begin(self) -> None:
        self._crew, self._stopped = uuid.uuid4().hex, threading.Event()
        Crew.objects.create(pk=self._crew)
        threading.Thread(target=_beat, args=(self._crew, self._stopped), name="mail heartbeat", daemon=True).start()


def _beat(crew: str, stopped: threading.Event) -> None:
    """Say "alive" at every beat, even after a pause so long that the row was taken away."""
    try:
        while not stopped.wait(BEAT):
            try:
                Crew.objects.update_or_create(pk=crew, defaults={"seen_at": Now()})
            except DatabaseError:
                log.warning("The heartbeat could not be written; the next one will.")
                connection.close()
    finally:
        connection.close()


pulse = Pulse()
