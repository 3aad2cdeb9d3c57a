"""Say whether mail leaves, what waits, what is wrong and what to do about it; and what the senders' domains lack."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from events_service.mail.domain import health
from events_service.mail.domain.health import Finding, Health, Queue, Tally
from events_service.mail.management import words
from events_service.mail.models import Fate, Message
from events_service.mail.models.kinds import Lane

RECENT = timedelta(days=30)
LANES = {Lane.NOW: "urgent", Lane.CHANGES: "about changes", Lane.REST: "reminders and the like"}
REMEDIES = {
    "silent": "Start the worker and the beat (README, Running it for many); is the broker reachable from both?",
    "late": "See whether a worker runs and what it logs; then try: manage.py mail_test ADDRESS",
    "paused": "If this is not a copy of another installation, let what waits leave: manage.py mail_resume",
    "shut": "Try what it answers: manage.py mail_test ADDRESS. A mail that leaves opens the way again.",
    "quota": "Ask the mail service for more and raise MAIL_DAILY_QUOTA, or wait.",
}


class Command(BaseCommand):
    help = "Say whether mail leaves, what waits, what is wrong, and what the senders' domains lack in DNS. Ends with 1 when not ready."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--domain", action="append", default=[], help="ask DNS about this one, instead of those that sent lately")
        parser.add_argument("--selector", action="append", default=[], help="a name of the domain's DKIM key")

    def handle(self, *args: object, domain: list[str], selector: list[str], **options: object) -> None:
        try:
            found, counted = health.read(), health.tally()
            domains = domain or _senders()
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}".strip()) from error
        for line in [*_sender(found, counted), *_wrong(found)]:
            self.stdout.write(line)
        self.stdout.write("")
        for name in domains:
            self.stdout.write("\n".join(words.domain(name.lower(), selectors=selector)))
        if not domains:
            self.stdout.write("Nothing was sent in the last 30 days. To ask DNS about a sender's domain: mail_status --domain DOMAIN")
        if not found.is_ready:
            raise CommandError("Mail does not leave in time.")


def _senders() -> list[str]:
    addresses = Message.objects.filter(created_at__gt=timezone.now() - RECENT).values_list("sender_address", flat=True).distinct()
    return sorted({address.rpartition("@")[2].lower() for address in addresses})


def _sender(found: Health, counted: Tally) -> Iterator[str]:
    yield words.way_out()
    if found.silence is not None:
        yield f"A worker came by {health.words(found.silence)} ago."
    if found.quota_left is not None:
        yield f"{found.quota_left} more may leave today (UTC)."
    queues = "; ".join(_queue(queue) for queue in found.queues if queue.waiting)
    yield f"Waiting: {queues}." if queues else "Nothing waits."
    troubled = counted.troubled
    yield (
        f"In the last day {counted.sent} left, {troubled[Fate.FAILED]} failed, {troubled[Fate.BOUNCED]} bounced, "
        f"{troubled[Fate.COMPLAINED]} were called spam."
    )
    if counted.in_doubt:
        yield f"In doubt: {counted.in_doubt}. Nobody knows whether they left; the desk shows them with their event."


def _queue(queue: Queue) -> str:
    due = f" ({queue.due} could leave now, the oldest for {health.words(queue.oldest)})" if queue.oldest is not None else ""
    return f"{queue.waiting} {LANES[queue.lane]}{due}"


def _wrong(found: Health) -> Iterator[str]:
    yield ""
    if not found.findings:
        yield "Nothing is wrong."
    for finding in found.findings:
        yield from _finding(finding, found)


def _finding(finding: Finding, found: Health) -> Iterator[str]:
    yield f"! {finding.sentence}"
    if finding.name == "shut" and found.shut_why:
        yield f"  It said: {found.shut_why}"
    yield f"  {REMEDIES[finding.name]}"
