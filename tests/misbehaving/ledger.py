"""What the provider accepted, written down before it is answered."""

import json
import os
import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import uuid4

RECEIVED = re.compile(rb"^Received:.*\n(?:[ \t].*\n)*", re.IGNORECASE | re.MULTILINE)
MESSAGE_ID = re.compile(rb"^Message-ID:[ \t]*(?:\r\n[ \t]+)?(\S+)", re.IGNORECASE | re.MULTILINE)
DELIVERY_ID = re.compile(rb"^X-Delivery-ID:[ \t]*(?:\r\n[ \t]+)?(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Accepted:
    """One mail to one address that the provider took responsibility for."""

    message_id: str
    delivery_id: str
    to: str
    at: float  # unix time
    channel: str
    size: int
    sha256: str  # of the bytes without Received; on an HTTP API, of the request's body
    provider_id: str  # what the answer names it; empty in SMTP


class Mail(Protocol):
    """What arrived, read only as far as somebody asks."""

    channel: str
    provider_id: str

    @property
    def recipients(self) -> Sequence[str]: ...
    @property
    def content(self) -> bytes: ...
    @property
    def message_id(self) -> str: ...
    @property
    def delivery_id(self) -> str: ...


@dataclass(frozen=True)
class SmtpMail:
    recipients: Sequence[str]
    raw: bytes
    channel: str = "smtp"
    provider_id: str = ""

    @property
    def content(self) -> bytes:
        head, gap, body = self.raw.partition(b"\r\n\r\n")
        return RECEIVED.sub(b"", head + b"\r\n") + gap[2:] + body

    @property
    def message_id(self) -> str:
        return self._header(MESSAGE_ID)

    @property
    def delivery_id(self) -> str:
        return self._header(DELIVERY_ID)

    def _header(self, pattern: re.Pattern[bytes]) -> str:
        found = pattern.search(self.raw.partition(b"\r\n\r\n")[0])
        return found[1].decode() if found else ""


@dataclass(frozen=True)
class ApiMail:
    channel: str
    recipients: Sequence[str]
    content: bytes
    headers: dict[str, str]  # names in lower case
    provider_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def message_id(self) -> str:
        return self.headers.get("message-id", "")

    @property
    def delivery_id(self) -> str:
        return self.headers.get("x-delivery-id", "")


class AnotherMail(Exception):
    """The key belongs to a mail that says something else."""


@dataclass(frozen=True)
class First:
    """What remains of the first mail with an idempotency key."""

    digest: bytes
    provider_id: str


class Ledger:
    """All that was accepted, in memory and, where a file is given, appended to it at once: what stands there survives a kill."""

    def __init__(self, *, record: Path | None = None, count_only: bool = False) -> None:
        self.count_only = count_only
        self._file = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if record else None
        self.forget()

    def forget(self) -> None:
        """Begin anew, idempotency keys too. The file keeps what it has."""
        self.count = 0
        self.accepted: list[Accepted] = []
        self.firsts: dict[str, First] = {}

    def accept(self, mail: Mail, *, key: str = "") -> None:
        """Take responsibility for this mail, and remember its idempotency key."""
        if key:
            self.firsts[key] = First(sha256(mail.content).digest(), mail.provider_id)
        self.count += len(mail.recipients)
        if not self.count_only:
            self._write_down(mail)

    def first_with(self, key: str, mail: Mail) -> First | None:
        """Return what was accepted with this key; raise where it was another mail."""
        first = self.firsts.get(key)
        if first and first.digest != sha256(mail.content).digest():
            raise AnotherMail
        return first

    def _write_down(self, mail: Mail) -> None:
        content, now = mail.content, time.time()
        facts = (now, mail.channel, len(content), sha256(content).hexdigest(), mail.provider_id)
        entries = [Accepted(mail.message_id, mail.delivery_id, to, *facts) for to in mail.recipients]
        self.accepted += entries
        if self._file is not None:
            os.write(self._file, b"".join(json.dumps(asdict(entry)).encode() + b"\n" for entry in entries))
