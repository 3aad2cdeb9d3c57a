"""A real worker in another process: what was posted leaves, by whichever broker rings."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

import events_service.celery
from registrations.domain import reminders
from tests.factories import EventFactory
from tests.registrations.cast import register

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True), pytest.mark.real_clock]

BROKERS = {"folder": "bell://localhost", "redis": os.environ.get("REDIS_URL", ""), "rabbitmq": os.environ.get("RABBITMQ_URL", "")}
PATIENCE = 40  # seconds


@pytest.fixture(params=BROKERS)
def worker(request, tmp_path):
    """A worker with its beat on one of the brokers; mails arrive as files in the folder it answers."""
    broker = BROKERS[request.param]
    if not broker:
        if os.environ.get("REQUIRE_SERVICES"):
            pytest.fail(f"{request.param} is required here: set its URL")
        pytest.skip(f"needs {request.param}: set REDIS_URL, RABBITMQ_URL")
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "events_service.settings",
        "DATABASE_URL": _this_database(),
        "CELERY_BROKER_URL": broker,
        "CELERY_TICK": "1",
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": "a key for tests alone",
        "SITE_URL": "https://events.example",
    }
    command = [sys.executable, "-m", "celery", "-A", "events_service", "worker", "--beat", "--pool=threads", "--concurrency=2"]
    with (tmp_path / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--without-mingle", "--without-gossip", "--loglevel=WARNING"],
            env=surroundings,
            stdout=log,
            stderr=log,
            cwd=settings.BASE_DIR,
        )
        yield tmp_path / "mail"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def _this_database():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def subjects_in(folder, *, at_least):
    """Wait for that many mails; answer their subjects, sorted."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        files = list(folder.glob("*.eml"))
        if len(files) >= at_least:
            break
        time.sleep(0.2)
    mails = [message_from_bytes(file.read_bytes()) for file in folder.glob("*.eml")]
    return sorted(str(make_header(decode_header(mail["Subject"]))) for mail in mails)


def test_a_confirmation_and_a_due_reminder_are_delivered_by_the_running_worker(institute, worker):
    now = timezone.now()
    event = EventFactory(host=institute, **_starting_in_an_hour(now))
    register(event, "rosa@valle.example", now=now - _minutes(10))
    reminders.switch_on(event, "hour", now=now - _minutes(5))

    subjects = subjects_in(worker, at_least=2)

    assert subjects == ["In an hour: Who counts as “the economy”?", "You are registered: Who counts as “the economy”?"]


def test_the_app_is_the_one_that_the_worker_runs():
    assert isinstance(events_service.celery.app, Celery)
    assert set(events_service.celery.app.conf.beat_schedule) == {
        "events.sweep",
        "events.sweep_pictures",
        "mail.sweep",
        "registrations.sweep",
    }


def _minutes(count):
    return timedelta(minutes=count)


def _starting_in_an_hour(now):
    start = now + _minutes(60)
    end = start + _minutes(60)
    dates = {"starts_on": start.date(), "ends_on": end.date()}
    return {"starts_at": start, "ends_at": end, **dates, "published_at": now - _minutes(60)}
