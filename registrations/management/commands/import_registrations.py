"""Bring in who registered elsewhere."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events_service.events.models import Event
from events_service.lib import tables
from events_service.lib.errors import DomainError
from registrations.domain import registrant_import
from registrations.domain.registrant_import import Plan, Terms


class Command(BaseCommand):
    help = (
        "Bring in who registered elsewhere, from the CSV export of Eventbrite, Pretix, Tito, Luma, Zoom or a spreadsheet. "
        "Nobody is written to unless --write-to says how many. Doing it twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the list, as the tool wrote it")
        parser.add_argument("--event", required=True, metavar="SLUG")
        parser.add_argument("--source", help="where they registered; the tool's name where it is not said")
        parser.add_argument("--language", choices=["en", "es"], default="en", help="of their messages")
        parser.add_argument(
            "--write-to", type=int, metavar="NUMBER", help="also write to them; the number of people has to be the true one"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")

    def handle(self, *args: Any, file: str, event: str, source: str | None, language: str, write_to: int | None, **options: Any) -> None:
        try:
            found = _event(event)
            listed = registrant_import.read(_content(file), zone=found.zone)
            terms = Terms(source if source is not None else "" if listed.kind == "plain" else listed.kind, language)
            if options["dry_run"]:
                done = registrant_import.plan(found, listed.registrants, now=timezone.now())
            else:
                done = registrant_import.bring_in(found, listed.registrants, terms=terms, write_to=write_to, now=timezone.now())
        except DomainError as error:
            raise CommandError(str(error.sentence)) from error
        self._tell(done, writes=write_to is not None, is_dry=options["dry_run"])

    def _tell(self, done: Plan, *, writes: bool, is_dry: bool) -> None:
        for fault in done.faults:
            self.stdout.write(
                f"Row {fault.registrant.line} left out ({fault.why}): {fault.registrant.name} {fault.registrant.email}".rstrip()
            )
        self.stdout.write(
            f"{done.placed} get a place, {done.waiting} wait, {done.without_place} find no place, "
            f"{len(done.already)} are here already, {len(done.faults)} rows left out."
        )
        self.stdout.write(
            "This was a dry run: nothing was written." if is_dry else f"Brought in. Written to: {done.coming if writes else 0}."
        )


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
