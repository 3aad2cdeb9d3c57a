"""Bring in who came, from the report of a webinar tool."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events_service.events.models import Event
from events_service.lib import tables, timezones
from events_service.lib.errors import DomainError
from events_service.lib.stamps import Order
from registrations.domain import attendance_import, reports
from registrations.domain.presences import Person
from registrations.domain.registrant_lists import Registrant
from registrations.domain.reports import Reading


class Command(BaseCommand):
    help = (
        "Bring in who came to an event, from the CSV report of Zoom, Teams, Meet, GoTo Webinar, Webex, BigBlueButton or another tool. "
        "Minutes are the union of a person's joins, rounded to whole ones. Doing it twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the report, as the tool wrote it")
        parser.add_argument("--event", required=True, metavar="SLUG")
        parser.add_argument("--zone", default="", help="the zone of times that name none; else the event's")
        parser.add_argument(
            "--dates", choices=[order.value for order in Order], help="which comes first, month or day; decided by the event's date"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what was found, and write nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print what was found as JSON")

    def handle(self, *args: Any, file: str, event: str, zone: str, dates: str | None, as_json: bool, **options: Any) -> None:
        try:
            found = _event(event)
            reading = reports.read(_content(file), replace(_setting(found, zone), order=Order(dates) if dates else None))
            if reading.people and not options["dry_run"]:
                attendance_import.bring_in(found, reading, now=timezone.now())
        except DomainError as error:
            if as_json:
                self._print_json({"kind": reports.error_kind(error), "people": [], "error": str(error.sentence)})
            raise CommandError(str(error.sentence)) from error
        if as_json:
            self._print_json(_as_json(reading))
        else:
            self._tell(found, reading, is_dry=options["dry_run"])

    def _print_json(self, answer: dict[str, object]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))

    def _tell(self, event: Event, reading: Reading, *, is_dry: bool) -> None:
        if not reading.people:
            self.stdout.write(
                f"{reading.kind}: a list of {len(reading.registrations)} registrations, not of who came. Nothing was written."
            )
            return
        matched = attendance_import.match(event, reading.people)
        for person in reading.people:
            self.stdout.write(f"{person.minutes:>5} min, {person.joins} joins, {person.role}: {person.name} {person.email}".rstrip())
        self.stdout.write(f"{reading.kind}: {len(reading.people)} people, {len(matched.known)} registered, {len(matched.unknown)} not.")
        if not reading.names_its_zone:
            self.stdout.write("Its times name no zone; they were read in that of the event, or the one of --zone.")
        if reading.left_out:
            self.stdout.write(f"Left out, since they were on another day: {reading.left_out} rows.")
        self.stdout.write("This was a dry run: nothing was written." if is_dry else "Written down.")


def _event(slug: str) -> Event:
    event = Event.objects.filter(slug=slug).first()
    if event is None:
        raise DomainError(f"There is no event with the slug “{slug}”.")
    return event


def _content(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(tables.BYTES_AT_MOST + 1)
    except OSError as error:
        raise DomainError(f"The file cannot be opened: {error.strerror}.") from error


def _setting(event: Event, zone: str) -> reports.Setting:
    if zone and not timezones.is_zone(zone):
        raise DomainError(f"“{zone}” is no time zone. Name it like America/Mexico_City.")
    return reports.setting_of(event, zone=zone)


def _as_json(reading: Reading) -> dict[str, object]:
    if reading.people:
        return {"kind": reading.kind, "people": [_person(person) for person in reading.people], "error": None}
    return {"kind": reading.kind, "registrations": [_registrant(one) for one in reading.registrations], "error": None}


def _person(person: Person) -> dict[str, object]:
    return {"email": person.email, "name": person.name, "minutes": person.minutes, "role": person.role, "joins": person.joins}


def _registrant(one: Registrant) -> dict[str, object]:
    return {
        "email": one.email,
        "name": one.name,
        "organization": one.organization,
        "status": one.status,
        "registered_at": one.registered_at.isoformat() if one.registered_at else None,
    }
