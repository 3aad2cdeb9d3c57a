"""The product's worker, as the Procfile starts it, in processes that are ours to kill."""

import json
import sys
from datetime import timedelta
from pathlib import Path

from tests.faults.processes import Process
from tests.misbehaving import Provider

ROOT = Path(__file__).resolve().parent.parent.parent
CONNECTIONS = 5  # of one worker: four for everything, one kept for urgent mail
SKEW = Path(__file__).resolve().parent / "skew"


def start_worker(log: Path, **environment: str) -> Process:
    """Start a worker with a beat of its own."""
    options = ["--pool=threads", "--concurrency=4", "--without-mingle", "--without-gossip", "--without-heartbeat", "--loglevel=INFO"]
    return _celery(["worker", "--beat", *options], log, environment)


def start_beat(log: Path, **environment: str) -> Process:
    """Start one more beat, which only rings."""
    return _celery(["beat", "--pidfile=", "--loglevel=INFO"], log, environment)


def through_an_api(provider: Provider) -> dict[str, str]:
    """Return the surroundings of a process that sends through the provider's HTTP API and not by SMTP."""
    where = {"RESEND_API_KEY": "a key for fault rounds alone", "RESEND_API_URL": provider.api_url}
    return {"EMAIL_BACKEND": "anymail.backends.resend.EmailBackend", "ANYMAIL": json.dumps(where)}


def with_skewed_clock(off_by: timedelta) -> dict[str, str]:
    """Return the surroundings of a process whose machine's clock is wrong by that much; see skew/sitecustomize.py."""
    return {"PYTHONPATH": f"{SKEW}:{ROOT}", "CLOCK_IS_OFF_BY": str(off_by.total_seconds())}


def _celery(arguments: list[str], log: Path, environment: dict[str, str]) -> Process:
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "events_service", "--workdir", str(ROOT), *arguments]
    return Process(command, log=log, environment={"LOG_LEVEL": "INFO", **environment})
