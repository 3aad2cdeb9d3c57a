"""What it takes to export the registrations of one event: 100,000 rows as CSV and as a workbook, in memory and time.

    python -m benchmarks.export [--rows 100000]

Works on a database of its own, made beside the one of the settings and dropped at the end. Each export runs through the view in a
process of its own. Prints the most memory the process had (RSS, MB), how much of it the export added, seconds, and the size of the
file. Fails where an export of 100,000 rows adds 100 MB or more.
"""

import argparse
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable
from datetime import time as clock
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from events_service.accounts.models import Membership, Organization, Role, User  # noqa: E402
from events_service.events.domain import publishing  # noqa: E402
from events_service.events.domain.scheduling import Times  # noqa: E402
from events_service.events.models import Event  # noqa: E402
from registrations.models import Registration  # noqa: E402

AT_MOST = 100  # MB that an export may add


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=100_000)
    options = asked.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    kept = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        call_command("createcachetable", verbosity=0)
        connection.close()
        _in_a_process_of_its_own(lambda: _fill(options.rows))  # what that takes is no part of the figures
        print(f"{'export':8} {'rows':>9} {'most MB':>8} {'added MB':>9} {'seconds':>8} {'file MB':>8}")
        failed = [kind for kind in ("csv", "xlsx") if _in_a_process_of_its_own(lambda kind=kind: _export(kind, options.rows))]
    finally:
        connection.creation.destroy_test_db(str(kept), verbosity=0)
    sys.exit(f"An export added {AT_MOST} MB or more: {', '.join(failed)}" if failed else 0)


def _in_a_process_of_its_own(work: Callable[[], int]) -> int:
    child = os.fork()
    if child == 0:
        failed = 1
        try:
            failed = work()
        except Exception:
            traceback.print_exc()
        os._exit(failed)  # without the parent's end, which drops the database
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _export(kind: str, rows: int) -> int:
    client, event = Client(), Event.objects.get()
    client.force_login(User.objects.get())
    path = f"/desk/events/{event.slug}/registrations/export/"
    b"".join(client.post(path, {"kind": kind, "list": "q=nobody"}).streaming_content)  # what any page needs is not the export's
    before, began, size = _most(), time.perf_counter(), 0
    answer = client.post(path, {"kind": kind})
    for part in answer.streaming_content:
        size += len(part)
    added = _most() - before
    print(f"{kind:8} {rows:9,} {_most():8.0f} {added:9.1f} {time.perf_counter() - began:8.1f} {size / 1_000_000:8.1f}", flush=True)
    return int(added >= AT_MOST)


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def _fill(rows: int) -> int:
    """Make a published event with this many registrations, and somebody who organizes it."""
    now = timezone.now()
    organization = Organization.objects.create(name="Valley Institute", slug="valley", zone="UTC", sender_address="events@valley.example")
    Membership.objects.create(user=User.objects.create(email="o@valley.example"), organization=organization, role=Role.OWNER)
    on = (now + timedelta(days=7)).date()
    when = Times(zone="UTC", starts_on=on, starts_time=clock(10), ends_on=on, ends_time=clock(11))
    event = publishing.create(organization, details={"title_en": "Who counts?"}, when=when, now=now)
    publishing.publish(event, now=now)
    for begin in range(0, rows, 5_000):
        Registration.objects.bulk_create(_registration(event, number) for number in range(begin, min(begin + 5_000, rows)))
    connection.close()
    return 0


def _registration(event: Event, number: int) -> Registration:
    moment = timezone.now()
    address = f"person.{number}@valle.example"
    return Registration(
        event=event,
        status="confirmed",
        name=f"María-José Valdivia {number}",
        email=address,
        address=address,
        language=("en", "es")[number % 2],
        zone="America/Mexico_City",
        source="newsletter",
        told_sequence=event.sequence,
        told_starts_at=event.starts_at,
        registered_at=moment,
        confirmed_at=moment,
    )


if __name__ == "__main__":
    main()
