"""One sender process for benchmarks.mail: it says that it is ready, waits for a line, sends what is due, and says what it took."""

import json
import os
import resource
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "events_service.settings")
django.setup()

from events_service.mail.domain import sending  # noqa: E402  after Django


def main() -> None:
    sending.drain()  # nothing is due: imports and connections are paid for
    print("ready", flush=True)
    sys.stdin.readline()
    before, begun = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    sent = 0
    while left := sending.drain(seconds=60):
        sent += left
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"sent": sent, "seconds": time.perf_counter() - begun, "cpu": cpu, "megabytes": after.ru_maxrss / 1024}), flush=True)


if __name__ == "__main__":
    main()
