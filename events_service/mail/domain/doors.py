"""The ways out: a kept SMTP connection that takes ready bytes, or any mail backend of Django's or Anymail's."""

import contextlib
import re
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from events_service.mail.domain import rendering, skeletons
from events_service.mail.domain.answers import ClosedBefore
from events_service.mail.domain.encodings import wire_address
from events_service.mail.models import Delivery

_PERIODS = re.compile(rb"(?m)^\.")


class Letter(Protocol):
    """One copy, ready to be handed over."""

    def hand_over(self) -> str:
        """Hand it over; return the mail service's own name for it, where it gives one. Raises what the service answers."""


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

    def hand_over(self) -> str:
        try:
            self._knock()
        except SMTPServerDisconnected as error:
            raise ClosedBefore from error
        self.door.is_fresh = False
        self.door.client.send(self.text + b".\r\n")
        code, reply = self.door.client.getreply()
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
        client = self.door.client
        code, reply = client.mail(self.sender)
        if code != 250:
            raise SMTPSenderRefused(code, reply, self.sender)
        code, reply = client.rcpt(self.address)
        if code not in (250, 251):
            raise SMTPRecipientsRefused({self.address: (code, reply)})
        code, reply = client.docmd("DATA")
        if code != 354:
            raise SMTPDataError(code, reply)


class BackendDoor:
    """Any other backend: it is given a message of Django's, one per call."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend = backend

    def open(self) -> None:
        self.backend.open()

    def close(self) -> None:
        self.backend.close()

    def after(self, error: Exception) -> None:
        self.close()

    def seal(self, delivery: Delivery) -> "BackendLetter":
        mail = rendering.email(delivery, mail_domain=settings.SITE_HOST)
        mail.connection = self.backend
        mail.metadata = {"delivery": str(delivery.pk)}  # type: ignore[attr-defined]  # Anymail's: it comes back with the service's news
        return BackendLetter(mail)


class BackendLetter:
    """A message of Django's."""

    def __init__(self, mail: EmailMessage) -> None:
        self.mail = mail

    def hand_over(self) -> str:
        self.mail.send()
        status = getattr(self.mail, "anymail_status", None)
        return str(getattr(status, "message_id", "") or "")
