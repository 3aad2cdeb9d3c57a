"""The product's workers, in processes that are ours to kill."""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

from tests.faults.processes import ROOT, Process
from tests.misbehaving import Provider

CONNECTIONS = 5  # of one worker: four for everything, one kept for urgent mail


def start_worker(log: Path, **environment: str) -> Process:
    """Start a worker with a beat of its own, by the very line of the Procfile: when it ends by itself, it is started again."""
    return Process(["sh", "-c", _line_of_the_procfile("worker")], log=log, environment=_here(environment))


def start_beat(log: Path, **environment: str) -> Process:
    """Start one more beat, which only rings."""
    return Process(["celery", "--quiet", "-A", "events_service", "beat", "--pidfile="], log=log, environment=_here(environment))


def through_an_api(provider: Provider) -> dict[str, str]:
    """Return the surroundings of a process that sends through the provider's HTTP API and not by SMTP."""
    where = {"RESEND_API_KEY": "a key for fault rounds alone", "RESEND_API_URL": provider.api_url}
    return {"EMAIL_BACKEND": "anymail.backends.resend.EmailBackend", "ANYMAIL": json.dumps(where)}


def with_skewed_clock(off_by: timedelta) -> dict[str, str]:
    """Return the surroundings of a process whose machine's clock is wrong by that much; see skew/sitecustomize.py."""
    return {"PYTHONPATH": str(ROOT / "tests/faults/skew"), "CLOCK_IS_OFF_BY": str(off_by.total_seconds())}


def _line_of_the_procfile(name: str) -> str:
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    return lines[name]


def _here(environment: dict[str, str]) -> dict[str, str]:
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "LOG_LEVEL": "INFO", **environment}
