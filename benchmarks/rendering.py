"""What a mail costs to write: from nothing, and from a skeleton that is prepared once for all its copies.

    python -m benchmarks.rendering [--rounds 3] [--copies 2000]

The floor is a plain EmailMultiAlternatives of the same parts, made and serialized by Django in the same run. Prints the CPU
time of one copy in microseconds, median and spread of the rounds, and the ratio to its floor. Needs no database.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import django
from django.core.mail import EmailMultiAlternatives

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from events_service.lib.slots import slot  # noqa: E402
from events_service.mail.domain import rendering, skeletons  # noqa: E402
from events_service.mail.domain.outbox import CalendarPart  # noqa: E402
from events_service.mail.models import Delivery, Message  # noqa: E402

Way = Callable[[Delivery], bytes]

DOMAIN = "events.example"
EVENT = {"title": "Who counts as “the economy”?", "is_online": True, "place": ""}
TIME = "Thursday, December 3, 2037, 10:00 AM Pacific Time"
ZONES = ("America/Los_Angeles", "America/Mexico_City", "Europe/Madrid", "Asia/Kolkata")
NAMES = ("Rosa", "José Martínez", "Ines Valdivia", "O’Neill, Pat", "María-José de la Cruz", "Omar", "Wei Chen", "Ana")
INVITATION = CalendarPart(
    "REQUEST",
    f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Events Service//Events Service 1//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Who counts as “the economy”?
DTSTART:20371203T180000Z
DTEND:20371203T193000Z
DTSTAMP:{slot("stamp", "made_at")}
UID:event-00000000000000000000000000000000@events.example
SEQUENCE:{slot("text", "sequence")}
CATEGORIES:Webinar
DESCRIPTION:Thursday\\, December 3\\, 2037\\, 10:00 – 11:30 AM Pacific Time\\n\\nThe event’s page: https://events.example/events/who-counts-0/
LAST-MODIFIED:20371101T120000Z
LOCATION:{slot("link", "join")}
STATUS:CONFIRMED
URL:https://events.example/events/who-counts-0/
ORGANIZER:mailto:events@valley.example
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN="{slot("text", "cn")}":mailto:{slot("text", "address")}
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Who counts as “the economy”?
TRIGGER:-PT15M
END:VALARM
END:VEVENT
END:VCALENDAR""",
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--copies", type=int, default=2_000)
    options = asked.parse_args()
    print(f"{'one copy':40} {'bytes':>7} {'CPU µs':>8} {'(spread)':>16} {'ratio':>7}")
    for name, copies in {
        "reminder": _copies("reminder-day", options.copies, scope="event:1"),
        "invitation": _copies("confirmation", options.copies, calendar=INVITATION),
    }.items():
        parts = {copy.pk: _parts(copy) for copy in copies}
        ways: dict[str, Way] = {
            "from nothing": lambda copy, parts=parts: EmailMultiAlternatives(**parts[copy.pk]).message().as_bytes(linesep="\r\n"),
            "prepared, by its parts": lambda copy: rendering.email(copy, mail_domain=DOMAIN).body.encode(),
            "prepared, as a whole": lambda copy: skeletons.wire(copy, mail_domain=DOMAIN),
        }
        floor = 0.0
        for way, write in ways.items():
            rounds = [_measure(write, copies) for _ in range(options.rounds)]
            floor = floor or statistics.median(rounds)
            print(_row(f"{name}, {way}", write(copies[0]), rounds, floor), flush=True)


def _parts(copy: Delivery) -> dict[str, Any]:
    """Return what Django needs to write the same mail, filled already: the floor is Django's work alone."""
    mail = rendering.email(copy, mail_domain=DOMAIN)
    names = ("subject", "body", "from_email", "to", "attachments", "alternatives")
    return {name: getattr(mail, name) for name in names} | {"headers": mail.extra_headers}


def _measure(write: Way, copies: list[Delivery]) -> float:
    """Return the CPU time of one copy in microseconds."""
    before = time.process_time()
    for copy in copies:
        write(copy)
    return (time.process_time() - before) / len(copies) * 1_000_000


def _row(name: str, example: bytes, rounds: list[float], floor: float) -> str:
    spread, middle = f"({min(rounds):,.1f}–{max(rounds):,.1f})", statistics.median(rounds)
    return f"{name:40} {len(example):7,} {middle:8,.1f} {spread:>16} {middle / floor:7.3f}"


def _copies(kind: str, count: int, *, scope: str = "", calendar: CalendarPart | None = None) -> list[Delivery]:
    """Return copies for many people, their texts from the templates that are really used."""
    context = {"event": EVENT, "hosts": [{"name": "Valley Institute"}], "event_time": TIME, "entry_moves": True}
    texts = rendering.freeze(kind, context, calendar=lambda language: calendar)
    message = Message(pk=1, kind=kind, scope=scope, sender_name="Valley Institute", sender_address="events@valley.example")
    message.texts = {language: asdict(text) for language, text in texts.items()}
    return [_copy(message, number) for number in range(count)]


def _copy(message: Message, number: int) -> Delivery:
    starts_at = "2037-12-03T18:00:00+00:00"
    return Delivery(
        pk=UUID(int=number),
        message=message,
        recipient=f"{number:032x}",
        address=f"person.{number}@valle.example",
        name=NAMES[number % len(NAMES)],
        language=("en", "es")[number % 2],
        zone=ZONES[number % len(ZONES)],
        values={"link_version": 1, "starts_at": starts_at, "made_at": starts_at, "sequence": 2},
        created_at=datetime.fromtimestamp(2_142_000_000 + number // 500, UTC),
    )


if __name__ == "__main__":
    main()
