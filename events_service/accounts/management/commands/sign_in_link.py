"""Print a one-time link to sign in, for whoever has the machine at hand."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from events_service.accounts.domain import rights, setting_up, signing_in
from events_service.accounts.models import User


class Command(BaseCommand):
    help = "Print a link that signs in the owner, or EMAIL; it works once, for a day. Before the set-up: the address of the first page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", metavar="EMAIL", help="whose link; the first owner's by default")

    def handle(self, *args: object, email: str | None, **options: object) -> None:
        if not setting_up.is_set_up() and not User.objects.exists():
            self.stdout.write("Nobody can sign in yet. Fill in the first page:")
            self.stdout.write(setting_up.address())
            return
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first() if email else rights.first_owner()
        if user is None:
            raise CommandError(f"Nobody signs in here with {email}." if email else "There is no owner. Name an address: sign_in_link EMAIL")
        self.stdout.write(f"Sign in as {user.email}. The link works once, within a day:")
        self.stdout.write(signing_in.printed_link(user))
