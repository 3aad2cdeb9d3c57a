"""The code that is mailed to sign in, and the link that the shell prints: it works once and for a short time."""

import sys
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Site, User
from events_service.lib.errors import DomainError
from events_service.mail.domain import outbox, rendering
from events_service.mail.domain.outbox import Recipient, Sender, Text
from events_service.mail.models.kinds import expiry

PRINTED_FOR = timedelta(hours=24)


class LinkSpent(DomainError):
    """The link was used, is too old, or was never one of ours."""


class OneTimeTokens(PasswordResetTokenGenerator):
    """Tokens that end by themselves after `life`, and all at once when their owner signs in, since `last_login` is in them."""

    def __init__(self, salt: str, life: timedelta) -> None:
        super().__init__()
        self.key_salt = f"events_service.accounts.{salt}"
        self.life = life

    def check_token(self, user: User | None, token: str | None) -> bool:
        return super().check_token(user, token) and self._age(str(token)) <= self.life.total_seconds()

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        # unlike Django's own value this keeps the microseconds: two sign-ins may fall into one second
        return f"{user.pk} {user.email} {user.password} {user.last_login and user.last_login.isoformat()} {timestamp}"

    def _age(self, token: str) -> int:
        return self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0])


_printed = OneTimeTokens("printed", PRINTED_FOR)


def send_code(email: str, code: str, *, now: datetime) -> None:
    """Mail the code to this address if somebody here has it. Without a code nothing leaves, and it takes as long."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    site = Site.objects.first()
    texts = rendering.freeze("sign-in", {"code": code or "ABCD-EFGH", "site": site})
    if user is None or site is None or not code:
        return
    _post(user, site, texts, now=now)
    if settings.LOCAL:
        sys.stdout.write(f"\n  Sign in as {user.email} (within 15 minutes) with the code {code}\n\n")
        sys.stdout.flush()


def printed_link(user: User) -> str:
    """Return a one-time link for whoever has the machine at hand; it lives for a day."""
    token = f"{int_to_base36(user.pk)}.{_printed.make_token(user)}"
    return f"{settings.SITE_URL}{reverse('sign_in_link', args=[token])}"


def find(token: str) -> User:
    """Return whose link this is, without using it up. Raises LinkSpent."""
    number, _dot, rest = token.partition(".")
    user = User.objects.filter(pk=_to_number(number), is_active=True).first()
    if user is None or not _printed.check_token(user, rest):
        raise LinkSpent(_("This link was used already or is too old."))
    return user


@transaction.atomic
def redeem(token: str, *, now: datetime) -> User:
    """Use the link up and return whose it is. Of two who use it at once one gets in. Raises LinkSpent."""
    user = User.objects.select_for_update().get(pk=find(token).pk)
    find(token)  # again, now that nobody else can use it up
    user.last_login = now
    user.save(update_fields=["last_login"])
    return user


@transaction.atomic
def _post(user: User, site: Site, texts: dict[str, Text], *, now: datetime) -> None:
    message = outbox.open_message(
        key=f"sign-in:{uuid4().hex}",
        kind="sign-in",
        topic=_label(user),
        sender=Sender(site.name, site.contact),
        texts=texts,
        expires_at=expiry("sign-in", now=now),
    )
    outbox.add(message, [Recipient(_label(user), user.email, str(user), get_language() or settings.LANGUAGE_CODE, site.zone)])


def _label(user: User) -> str:
    return f"user:{user.pk}"


def _to_number(text: str) -> int:
    try:
        return min(base36_to_int(text), 2**62)
    except ValueError:
        return 0
