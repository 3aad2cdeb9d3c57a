"""The ways out: a kept SMTP connection that takes ready bytes, or any mail backend of Django's or Anymail's."""

import contextlib
import re
from collections.abc import Callable
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Protocol, TypeAlias

from anymail.backends.base import AnymailBaseBackend
from anymail.exceptions import AnymailRecipientsRefused
from anymail.message import AnymailStatus
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from events_service.mail.domain import carriers, rendering, skeletons
from events_service.mail.domain.answers import ClosedBefore, TakenBack
from events_service.mail.domain.encodings import wire_address
from events_service.mail.domain.rendering import Copy
from events_service.mail.models import Delivery

Reply: TypeAlias = tuple[int, bytes]

NO_REPLY = -1  # smtplib's word for a line that makes no sense
_TAKEN = (250, 251)
NOT_TAKEN = {"failed", "invalid", "rejected"}  # Anymail itself raises for the last two alone
_PERIODS = re.compile(rb"(?m)^\.")


class Letter(Protocol):
    """One copy, ready to be handed over."""

    def hand_over(self, may_still_leave: Callable[[], bool]) -> str:
        """Hand it over; return the mail service's own name for it, where it gives one. Raises what the service answers.

        `may_still_leave` is asked at the last moment before the text; raises TakenBack when it says no.
        """


class Door(Protocol):
    """One sender's way out, kept for the copies that follow."""

    def open(self) -> None:
        """Connect, where that is a step of its own. Raises what stood in the way."""

    def close(self) -> None:
        """Disconnect; the next copy begins anew."""

    def after(self, error: Exception) -> None:
        """Make ready for the next copy after this one was not taken."""

    def seal(self, delivery: Delivery) -> Letter:
        """Write the copy. Raises where it cannot be written."""


def door() -> Door:
    """Return the way out that the settings name."""
    backend = get_connection()
    return SmtpDoor(backend) if type(backend) is SmtpBackend else BackendDoor(backend)


class SmtpDoor:
    """Plain SMTP (RFC 5321), step by step, so that it is known whether the text had left when something broke."""

    def __init__(self, backend: SmtpBackend) -> None:
        self.backend = backend
        self.is_fresh = True

    def open(self) -> None:
        if self.backend.open():
            self.client.ehlo_or_helo_if_needed()
            self.is_fresh = True

    def close(self) -> None:
        self.backend.close()

    def after(self, error: Exception) -> None:
        """A plain no is answered by a reset; whatever else may have been in the middle of a sentence, by hanging up."""
        if isinstance(error, SMTPResponseException | SMTPRecipientsRefused) and getattr(error, "smtp_code", 0) != 421:
            with contextlib.suppress(SMTPException):
                self.client.rset()
                return
        self.close()

    def seal(self, delivery: Delivery) -> "SmtpLetter":
        text = skeletons.wire(delivery, mail_domain=settings.SITE_HOST)
        return SmtpLetter(self, wire_address(delivery.message.sender_address), wire_address(delivery.address), _PERIODS.sub(b"..", text))

    @property
    def client(self) -> SMTP:
        assert self.backend.connection is not None  # noqa: S101  opened before
        return self.backend.connection


class SmtpLetter:
    """Envelope and ready bytes."""

    def __init__(self, door: SmtpDoor, sender: str, address: str, text: bytes) -> None:
        self.door, self.sender, self.address, self.text = door, sender, address, text

    def hand_over(self, may_still_leave: Callable[[], bool]) -> str:
        try:
            self._knock()
        except SMTPServerDisconnected as error:
            raise ClosedBefore from error
        if not may_still_leave():
            raise TakenBack
        self.door.is_fresh = False
        self.door.client.send(self.text + b".\r\n")
        code, reply = self.door.client.getreply()
        if code == NO_REPLY:
            raise SMTPServerDisconnected(reply)
        if code != 250:
            raise SMTPDataError(code, reply)
        return ""

    def _knock(self) -> None:
        """Go as far as the service's "go ahead". A kept connection that it has closed meanwhile is opened anew, once."""
        try:
            self._announce()
        except (SMTPServerDisconnected, SMTPResponseException) as error:
            if self.door.is_fresh or getattr(error, "smtp_code", 421) != 421:
                raise
            self.door.close()
            self.door.open()
            self._announce()

    def _announce(self) -> None:
        """Say who writes to whom and that the text follows: in one breath where the service can hear that (RFC 2920)."""
        client = self.door.client
        commands = [f"MAIL FROM:<{self.sender}>", f"RCPT TO:<{self.address}>", "DATA"]
        if client.has_extn("pipelining"):
            client.send("\r\n".join([*commands, ""]))
            mail, rcpt, data = client.getreply(), client.getreply(), client.getreply()
        else:
            mail = client.docmd(commands[0])
            rcpt = client.docmd(commands[1]) if mail[0] == 250 else mail
            data = client.docmd(commands[2]) if rcpt[0] in _TAKEN else rcpt
        if data[0] == 354 and rcpt[0] not in _TAKEN:
            client.docmd(".")  # nobody is to get it, and the service waits for it all the same
        self._complain(mail, rcpt, data)

    def _complain(self, mail: Reply, rcpt: Reply, data: Reply) -> None:
        if mail[0] != 250:
            raise SMTPSenderRefused(*mail, self.sender)
        if rcpt[0] not in _TAKEN:
            raise SMTPRecipientsRefused({self.address: rcpt})
        if data[0] != 354:
            raise SMTPDataError(*data)


class BackendDoor:
    """Any other backend: it is given a message of Django's, one per call."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend = backend
        if isinstance(backend, AnymailBaseBackend):
            carriers.once(backend)

    def open(self) -> None:
        self.backend.open()

    def close(self) -> None:
        self.backend.close()

    def after(self, error: Exception) -> None:
        self.close()

    def seal(self, delivery: Delivery) -> Letter:
        mail = rendering.email(delivery, mail_domain=settings.SITE_HOST)
        mail.connection = self.backend
        if isinstance(self.backend, AnymailBaseBackend):
            return AnymailLetter(self.backend, mail)
        return BackendLetter(mail)


class BackendLetter:
    """A message of Django's."""

    def __init__(self, mail: EmailMessage) -> None:
        self.mail = mail

    def hand_over(self, may_still_leave: Callable[[], bool]) -> str:
        if not may_still_leave():
            raise TakenBack
        self.mail.send()
        return ""


class AnymailLetter:
    """A message of Django's for one of Anymail's mail services, made to fit it."""

    def __init__(self, backend: AnymailBaseBackend, mail: Copy) -> None:
        self.backend, self.mail = backend, mail
        carriers.fit(mail, backend)

    def hand_over(self, may_still_leave: Callable[[], bool]) -> str:
        if not may_still_leave():
            raise TakenBack
        carriers.mark(self.backend, self.mail)
        self.mail.send()
        status: AnymailStatus = self.mail.anymail_status  # type: ignore[attr-defined]  # Anymail's
        if status.status and status.status <= NOT_TAKEN:
            raise AnymailRecipientsRefused(email_message=self.mail, response=status.esp_response)
        return str(status.message_id or "")
