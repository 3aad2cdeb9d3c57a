"""Erase the people of events whose time is over, without waiting for the worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from registrations.domain import retention


class Command(BaseCommand):
    help = (
        "Erase whoever registered for events that ended longer ago than their hosts keep people (180 days, unless set otherwise; of "
        "several hosts the shortest time counts). The worker does the same by itself. Numbers stay: reports say what they said before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be erased, and erase nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        found = retention.preview(now)
        for due in found:
            people = due.people if dry_run else retention.erase(due.event.pk, now=now)
            self.stdout.write(f"{due.event.slug}: {people} people, due since {due.since:%Y-%m-%d}")
        if not found:
            self.stdout.write("Nobody's time is over.")
        elif dry_run:
            self.stdout.write("This was a dry run: nothing was erased.")
        else:
            self.stdout.write("Erased. What stays is numbers, and a receipt for each event.")
