"""Changes of an event ring for the sweep that writes to those who come, once they are committed."""

from datetime import date, time

import pytest
from celery import current_app

from events_service.events.domain import publishing, scheduling
from events_service.events.domain.scheduling import Times

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(django_capture_on_commit_callbacks):
    """Commit what a change does, and return the names of the tasks that were rung for."""

    def commit(change):
        with current_app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
            queue.clear()
            with django_capture_on_commit_callbacks(execute=True):
                change()
            return [queue.get_nowait().headers["task"] for _ in range(queue.qsize())]

    return commit


def move(event, now):
    scheduling.reschedule(event, Times("UTC", date(2038, 1, 5), time(10), date(2038, 1, 5), time(11)), now=now)


def stay(event, now):
    scheduling.reschedule(event, Times(event.zone, event.starts_on, event.starts_time, event.ends_on, event.ends_time), now=now)


def cancel(event, now):
    publishing.cancel(event, reason="", now=now)


def make_room_for_more(event, now):
    publishing.edit(event, details={"capacity": 500}, now=now)


@pytest.mark.parametrize("change", [move, cancel, make_room_for_more])
def test_a_change_rings_for_the_sweep(webinar, now, rung, change):
    assert rung(lambda: change(webinar, now)) == ["registrations.sweep"]


def test_no_change_rings_for_nothing(webinar, now, rung):
    assert rung(lambda: stay(webinar, now)) == []
