"""Which web server: a constant response, and an event's page, through the whole middleware, on each server in turn.

    python -m benchmarks.web_server [--rounds 3] [--seconds 5]

Needs `wrk` (Debian: apt install wrk). gunicorn is compared where it is installed; the service does not need it.
Prints requests per second and CPU milliseconds per request, median and spread of the rounds. The machine should do nothing else.
"""

import argparse
import os
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec

PORT = 8765
APP = "events_service.wsgi:application"
SERVERS = {
    "granian 2 workers x 1 thread": [
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(PORT),
        "--workers",
        "2",
        "--blocking-threads",
        "1",
        APP,
    ],
    "granian 2 workers x 4 threads": [
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(PORT),
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        APP,
    ],
    "gunicorn sync, 2 workers": ["gunicorn", "--bind", f"127.0.0.1:{PORT}", "--workers", "2", APP],
    "gunicorn gthread, 2 x 4": ["gunicorn", "--bind", f"127.0.0.1:{PORT}", "--workers", "2", "--threads", "4", APP],
}


@dataclass(frozen=True)
class Round:
    """One measurement: requests a second, and the server's CPU time for each, in milliseconds."""

    rate: float
    cpu: float


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--seconds", type=int, default=5)
    asked.add_argument("--path", action="append", help="what to ask for; the floor by default")
    options = asked.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is needed: apt install wrk")
    print(f"{'server':32} {'path':28} {'req/s':>8} {'(spread)':>16} {'CPU ms':>8}")
    for name, command in SERVERS.items():
        if find_spec(command[0]):
            for path in options.path or ["/benchmarks/floor/"]:
                print(_row(name, path, [_measure(command, path, seconds=options.seconds) for _ in range(options.rounds)]), flush=True)


def _row(name: str, path: str, rounds: list[Round]) -> str:
    rates = [measured.rate for measured in rounds]
    spread = f"({min(rates):,.0f}–{max(rates):,.0f})"
    return f"{name:32} {path:28} {statistics.median(rates):8,.0f} {spread:>16} {statistics.median(r.cpu for r in rounds):8.2f}"


def _measure(command: list[str], path: str, *, seconds: int) -> Round:
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    load = 0.0
    server = subprocess.Popen([sys.executable, "-m", *command], env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_the_door()
        _load(path, seconds=1)
        answered, load = _load(path, seconds=seconds)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime - load
    return Round(rate=answered / seconds, cpu=spent * 1_000 / (answered * (1 + 1 / seconds)))


def _load(path: str, *, seconds: int) -> tuple[int, float]:
    """Ask from 16 connections; return how many were answered, and the CPU time that asking took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{seconds}s", f"http://127.0.0.1:{PORT}{path}"], capture_output=True, text=True, check=True
    ).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "Non-2xx" in said:
        sys.exit(f"{path} does not answer 200")
    found = re.search(r"(\d+) requests in", said)
    return int(found[1]) if found else 0, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _wait_for_the_door() -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server did not start")


if __name__ == "__main__":
    main()
