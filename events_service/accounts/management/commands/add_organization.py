"""Add another organization to this installation, for whoever has the machine at hand."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from events_service.accounts.domain import adding, signing_in
from events_service.accounts.domain.adding import Newcomer
from events_service.lib.errors import DomainError


class Command(BaseCommand):
    help = "Add the organization NAME, owned by EMAIL, and print a link that signs in its owner; it works once, for a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("email", metavar="EMAIL", help="who owns it; an account is made where there is none")
        parser.add_argument("--owner-name", default="", help="what to call the owner")
        parser.add_argument("--zone", default="", help="its time zone, like Europe/Madrid; this installation's by default")
        parser.add_argument("--sender", default="", help="the address that its mail comes from; this installation's contact by default")

    def handle(self, *args: object, **options: str) -> None:
        newcomer = Newcomer(options["name"], options["email"], options["owner_name"], options["zone"], options["sender"])
        try:
            owner = adding.add(newcomer)
        except DomainError as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stdout.write(f"{newcomer.name} is there. Its owner {owner.email} signs in with this link, once, within a day:")
        self.stdout.write(signing_in.printed_link(owner))
