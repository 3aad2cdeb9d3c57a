"""What the organizer's list of registrations costs: at 1,000 and at 10,000 rows, as a ratio to the floor of the same run.

    python -m benchmarks.lists [--rounds 3] [--requests 200]

Works on a database of its own, made beside the one of the settings and dropped at the end. The floor F is a constant response
through the whole middleware. Prints statements, CPU milliseconds of one request, median and spread of the rounds, and how many
requests fit into the time of one floor: 0.02 F means fifty floors.
"""

import argparse
import os
import statistics
import time
from datetime import time as clock
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from events_service.accounts.models import Membership, Organization, Role, User  # noqa: E402
from events_service.events.domain import publishing  # noqa: E402
from events_service.events.domain.scheduling import Times  # noqa: E402
from events_service.events.models import Event  # noqa: E402
from registrations.models import Registration, Status  # noqa: E402

NAMES = ("Rosa Valle", "José Martínez", "Inés Valdivia", "Pat O’Neill", "María-José de la Cruz", "Omar Haddad", "Wei Chen", "Ana Ruiz")
LISTS = {
    "as it opens": "",
    "a name is sought": "?q=jose",
    "by name, page 7": "?order=name&page=7",
    "filtered, last page": "?language=es&status=confirmed&order=first&page=last",
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--requests", type=int, default=200)
    options = asked.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    kept = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        call_command("createcachetable", verbosity=0)
        _measure_all(rounds=options.rounds, requests=options.requests)
    finally:
        connection.creation.destroy_test_db(str(kept), verbosity=0)


def _measure_all(*, rounds: int, requests: int) -> None:
    client, event = Client(), _event()
    client.force_login(User.objects.get())
    print(f"{'list':24} {'rows':>7} {'statements':>10} {'CPU ms':>8} {'(spread)':>16} {'of F':>7}")
    floors = [_measure(client, "/benchmarks/floor/", requests) for _ in range(rounds)]
    floor = statistics.median(floors)
    print(f"{'F, a constant response':24} {'':7} {'':10} {floor:8.2f} {f'({min(floors):.2f}–{max(floors):.2f})':>16} {1:7.3f}", flush=True)
    for rows in (1_000, 10_000):
        _fill(event, rows)
        for name, query in LISTS.items():
            path = f"/desk/events/{event.slug}/registrations/{query}"
            with CaptureQueriesContext(connection) as statements:
                client.get(path)
                number = len(statements)
            taken = [_measure(client, path, requests) for _ in range(rounds)]
            middle, spread = statistics.median(taken), f"({min(taken):.2f}–{max(taken):.2f})"
            print(f"{name:24} {rows:7,} {number:10} {middle:8.2f} {spread:>16} {floor / middle:7.3f}", flush=True)


def _measure(client: Client, path: str, requests: int) -> float:
    """Return the CPU time of one request in milliseconds; the first, which loads code and templates, is not counted."""
    client.get(path)
    before = time.process_time()
    for _ in range(requests):
        answer = client.get(path)
        assert answer.status_code == 200, path  # noqa: S101  a benchmark of an error is none
    return (time.process_time() - before) / requests * 1_000


def _event() -> Event:
    """Return a published event in a week, with somebody who organizes it."""
    organization = Organization.objects.create(name="Valley Institute", slug="valley", zone="UTC", sender_address="events@valley.example")
    Membership.objects.create(user=User.objects.create(email="o@valley.example"), organization=organization, role=Role.OWNER)
    on = (timezone.now() + timedelta(days=7)).date()
    when = Times(zone="UTC", starts_on=on, starts_time=clock(10), ends_on=on, ends_time=clock(11))
    event = publishing.create(organization, details={"title_en": "Who counts?"}, when=when, now=timezone.now())
    publishing.publish(event, now=timezone.now())
    return event


def _fill(event: Event, rows: int) -> None:
    now = timezone.now()
    assert event.starts_at is not None  # noqa: S101  _event has set it
    Registration.objects.bulk_create(
        Registration(
            event=event,
            name=f"{NAMES[number % len(NAMES)]} {number}",
            email=f"person.{number}@valle.example",
            address=f"person.{number}@valle.example",
            status=Status.CONFIRMED if number % 10 else Status.WITHDRAWN,
            language=("en", "es")[number % 2],
            zone="UTC",
            source=("", "newsletter", "partner")[number % 3],
            told_sequence=event.sequence,
            told_starts_at=event.starts_at,
            registered_at=now - timedelta(minutes=number),
            confirmed_at=now if number % 10 else None,
        )
        for number in range(event.registrations.count(), rows)
    )


if __name__ == "__main__":
    main()
