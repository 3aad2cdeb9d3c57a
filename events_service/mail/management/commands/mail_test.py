"""Send one test mail at once and say what the mail service answered."""

from argparse import ArgumentParser

from django.conf import global_settings, settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from events_service.mail.domain import trying
from events_service.mail.domain.answers import Verdict
from events_service.mail.domain.outbox import Sender
from events_service.mail.management import words
from events_service.mail.models import Message


class Command(BaseCommand):
    help = "Send one test mail at once, and nobody else's; say what the mail service answered and what the sender's domain lacks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="ADDRESS", help="where to")
        parser.add_argument("--from", dest="sender", metavar="ADDRESS", help="the sender; by default whose name the last mail bore")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE)
        parser.add_argument("--selector", action="append", default=[], help="a name of the sender's domain's DKIM key")

    def handle(self, *args: object, address: str, sender: str | None, language: str, selector: list[str], **options: object) -> None:
        whose = Sender("", sender) if sender else _usual_sender()
        _check(address, whose.address)
        self.stdout.write(words.way_out())
        self.stdout.write(f"From {whose.address} to {address}.")
        trial = trying.send(address, sender=whose, language=language, now=timezone.now())
        self.stdout.write(words.answer(trial.delivery, trial.answer))
        self.stdout.write("")
        self.stdout.write("\n".join(words.domain(whose.address.rpartition("@")[2].lower(), selectors=selector)))
        if trial.answer is None or trial.answer.verdict != Verdict.LEFT:
            raise CommandError("The test mail did not leave.")


def _usual_sender() -> Sender:
    """Return in whose name the last mail was; on a new installation whom DEFAULT_FROM_EMAIL names."""
    last = Message.objects.order_by("-pk").first()
    if last:
        return Sender(last.sender_name, last.sender_address)
    if settings.DEFAULT_FROM_EMAIL != global_settings.DEFAULT_FROM_EMAIL:
        return Sender("", settings.DEFAULT_FROM_EMAIL)
    raise CommandError("Nothing was sent here yet. Say from which address: mail_test ADDRESS --from events@your-domain.org")


def _check(*addresses: str) -> None:
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{address} is no mail address.") from error
