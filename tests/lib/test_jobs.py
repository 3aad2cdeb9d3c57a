"""A bell rings after the commit, and a broker that is away costs the visitor next to nothing."""

import os
import socket
import subprocess
import sys
from queue import Empty

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction

from events_service.lib.jobs import ring


@pytest.fixture
def heard():
    """Answer what has rung since the last question: the tasks' names and their ids."""
    with current_app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        queue.clear()
        yield lambda: list(_rings(queue))


def _rings(queue):
    while True:
        try:
            message = queue.get(block=False)
        except Empty:
            return
        message.ack()
        yield message.headers["task"], message.payload[0]


@pytest.mark.django_db(transaction=True)
def test_a_bell_rings_once_the_work_is_committed_and_not_before(heard):
    with transaction.atomic():
        ring("mail.sweep", 7)
        assert heard() == []

    assert heard() == [("mail.sweep", [7])]


@pytest.mark.django_db(transaction=True)
def test_a_bell_for_work_that_was_rolled_back_never_rings(heard):
    with transaction.atomic():
        ring("mail.sweep")
        transaction.set_rollback(True)

    assert heard() == []


@pytest.mark.django_db(transaction=True)
def test_a_bell_pressed_twice_in_one_transaction_rings_once(heard):
    with transaction.atomic():
        ring("mail.sweep")
        ring("mail.sweep")
        ring("mail.sweep", 7)

    assert heard() == [("mail.sweep", []), ("mail.sweep", [7])]


@pytest.mark.django_db(transaction=True)
def test_a_bell_rings_even_when_it_was_first_pressed_in_what_was_rolled_back(heard):
    with transaction.atomic():
        with transaction.atomic():
            ring("mail.sweep")
            transaction.set_rollback(True)
        ring("mail.sweep")

    assert heard() == [("mail.sweep", [])]


RING_TWICE = """
import time, django
django.setup()
from events_service.lib.jobs import ring
for _ in range(2):
    start = time.monotonic()
    ring("mail.sweep")
    print(time.monotonic() - start)
"""


@pytest.fixture
def silent_port():
    """Something that accepts every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
@pytest.mark.parametrize("broker", ["away", "silent"])
def test_a_broker_that_does_not_answer_neither_fails_nor_delays_a_page(broker, scheme, silent_port, tmp_path):
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "events_service.settings",
        "CELERY_BROKER_URL": f"{scheme}://127.0.0.1:{1 if broker == 'away' else silent_port}",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": "a key for tests alone",
    }

    told = subprocess.run(
        [sys.executable, "-c", RING_TWICE], env=surroundings, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=30, check=True
    )

    waits = [float(line) for line in told.stdout.split()]
    assert len(waits) == 2
    assert waits[0] < 2.5  # seconds
    assert waits[1] < 0.1  # what did not answer just now is not asked again at once
    assert told.stderr.count("The bell mail.sweep could not be rung; the beat will.") == 1
