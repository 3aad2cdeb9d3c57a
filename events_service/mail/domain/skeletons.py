"""The bytes of one copy, from a skeleton that is prepared once per message and language.

Everything that all copies share is encoded once. A slot stands between two soft line breaks, so that what is put there can be
encoded by itself and no line grows too long; a calendar part is folded after it was filled, and only where it holds slots.
"""

import html
from base64 import encodebytes
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from django.utils.encoding import punycode

from events_service.lib import slots
from events_service.mail.domain import headers
from events_service.mail.domain.encodings import SOFT_BREAK, header_words, mailbox, quoted, wire_address
from events_service.mail.domain.filling import Escape, Filling, calendar_bytes, calendar_lines, text_of
from events_service.mail.models import Delivery
from events_service.mail.models.kinds import KINDS

KEPT = 64
_GAP = "\0"  # which no mail may contain (RFC 5322, 4)


def wire(delivery: Delivery, *, mail_domain: str) -> bytes:
    """Return the whole copy (RFC 5322), CRLF line ends, 7-bit clean: the same bytes for the same delivery, whichever process asks.

    Raises ValueError where it cannot be written: its text was erased (NoText), nobody can write to its address.
    """
    skeleton, filling = _skeleton(delivery, mail_domain), Filling(delivery)
    return b"".join([skeleton.own_headers(filling), *skeleton.body.filled(filling), skeleton.ending(filling)])


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in a body, and how the part that it stands in escapes what is put there."""

    key: tuple[str, str]
    escape: Escape


@dataclass(frozen=True)
class _Body:
    """Ready bytes with a gap in every second place; `order` says which slot fills which gap."""

    pieces: tuple[bytes, ...]
    order: tuple[int, ...]
    slots: tuple[_Slot, ...]

    def filled(self, filling: Filling) -> list[bytes]:
        texts = [slot.escape(filling[slot.key]) for slot in self.slots]
        known = {text: quoted(text) for text in set(texts)}  # most are the same in plain text and in HTML
        pieces = list(self.pieces)
        pieces[1::2] = [known[texts[place]] for place in self.order]
        return pieces


@dataclass(frozen=True)
class _Skeleton:
    """All that the copies of one message in one language share. A `subject` without slots is None: it is among the ready bytes."""

    mail_domain: str
    unsubscribe: str
    subject: str | None
    body: _Body
    calendar: tuple[bytes | str, ...]
    end: bytes

    def own_headers(self, filling: Filling) -> bytes:
        delivery = filling.delivery
        lines = headers.own(filling, mail_domain=self.mail_domain, unsubscribe=self.unsubscribe)
        if self.unsubscribe:
            lines["List-Unsubscribe"] = lines["List-Unsubscribe"].replace(">, <", ">,\r\n <")
        lines["To"] = mailbox(delivery.name, delivery.address)
        lines["Date"] = _date(int(delivery.created_at.timestamp()))
        if self.subject is not None:
            lines["Subject"] = header_words(filling.fill(self.subject, escape=str))
        return _header_lines(lines)

    def ending(self, filling: Filling) -> bytes:
        """Return what follows the HTML: the calendar part, where there is one, and the last boundaries."""
        if not self.calendar:
            return self.end
        ics = calendar_bytes(self.calendar, filling)
        return self.end % {b"lines": quoted(ics.decode()), b"file": encodebytes(ics).replace(b"\n", b"\r\n")}


class _Source(NamedTuple):
    """All that a skeleton is made of. Equal by what it says, so that a kept skeleton never stands for another text."""

    message_id: int
    language: str
    text: dict[str, Any]
    sender_name: str
    sender_address: str
    reply_to: str
    scope: str
    mail_domain: str

    def __hash__(self) -> int:
        return hash((self.message_id, self.language))


def _skeleton(delivery: Delivery, mail_domain: str) -> _Skeleton:
    message = delivery.message
    source = _Source(
        message_id=message.pk,
        language=delivery.language,
        text=text_of(delivery),
        sender_name=message.sender_name,
        sender_address=message.sender_address,
        reply_to=message.reply_to,
        scope=message.scope,
        mail_domain=mail_domain,
    )
    # what was asked for is a secret for one person: it is neither kept nor does it push out what many will need
    return _prepared(source) if KINDS[message.kind].asked_for else _kept(source)


@lru_cache(maxsize=KEPT)
def _kept(source: _Source) -> _Skeleton:
    return _prepared(source)


def _prepared(source: _Source) -> _Skeleton:
    text, domain = source.text, punycode(source.mail_domain)
    calendar = text.get("calendar") or {"method": "", "body": ""}
    subject = text["subject"] if _split(text["subject"])[1] else None
    parts = _Parts(source.message_id, source.language, method=calendar["method"])
    draft = _Draft()
    draft.put(_header_lines(_shared_headers(source, domain, has_subject=subject is None)) + parts.opening())
    draft.put(parts.text("text/plain"))
    draft.put_text(text["text"], escape=str)
    draft.put(parts.text("text/html"))
    draft.put_text(text["html"], escape=html.escape)
    return _Skeleton(
        mail_domain=domain,
        unsubscribe=wire_address(source.reply_to or source.sender_address) if source.scope else "",
        subject=subject,
        body=draft.finished(),
        calendar=calendar_lines(calendar["body"]),
        end=parts.end(),
    )


def _shared_headers(source: _Source, mail_domain: str, *, has_subject: bool) -> dict[str, str]:
    lines = headers.shared(language=source.language, scope=source.scope, mail_domain=mail_domain)
    if not all(value.isascii() and value.isprintable() for value in lines.values()):
        raise ValueError("A header can say only ASCII.")
    lines["From"] = mailbox(source.sender_name, source.sender_address)
    if source.reply_to:
        lines["Reply-To"] = wire_address(source.reply_to)
    if has_subject:
        lines["Subject"] = header_words(source.text["subject"])
    return lines | {"MIME-Version": "1.0"}


def _header_lines(lines: dict[str, str]) -> bytes:
    return "".join([f"{name}: {value}\r\n" for name, value in lines.items()]).encode("ascii")


@lru_cache(maxsize=4_000)
def _date(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, UTC))


class _Draft:
    """A body in the making."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = [b""]
        self._order: list[int] = []
        self._slots: dict[_Slot, int] = {}

    def put(self, ready: bytes) -> None:
        """Add what goes on the wire as it is."""
        self._pieces[-1] += ready

    def put_text(self, text: str, *, escape: Escape) -> None:
        """Add a text, encoded between its slots."""
        [first, *others], found = _split(text)
        self.put(quoted(first))
        for key, literal in zip(found, others, strict=True):
            self._order.append(self._slots.setdefault(_Slot(key, escape), len(self._slots)))
            self._pieces[-1] += SOFT_BREAK
            self._pieces += [b"", SOFT_BREAK + quoted(literal)]

    def finished(self) -> _Body:
        return _Body(tuple(self._pieces), tuple(self._order), tuple(self._slots))


def _split(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return what stands between the slots, and the kind and name of each slot."""
    found: list[tuple[str, str]] = []

    def gap(kind: str, name: str) -> str:
        found.append((kind, name))
        return _GAP

    return slots.fill(text.replace(_GAP, ""), gap).split(_GAP), found


class _Parts:
    """The seams between the parts: alternatives, and around them, where a calendar object goes along, an attachment (calendar design)."""

    def __init__(self, message_id: int, language: str, *, method: str) -> None:
        # with "=_", which neither quoted-printable nor base64 can contain (RFC 2045, 6.7)
        stem = f"=_{sha256(f'{message_id}:{language}'.encode()).hexdigest()[:16]}"
        self._mixed, self._alternative = f"{stem}_mixed", f"{stem}_alternative"
        self._method = method

    def opening(self) -> bytes:
        alternative = _multipart("alternative", self._alternative)
        return _multipart("mixed", self._mixed) + _boundary(self._mixed) + alternative if self._method else alternative

    def text(self, kind: str) -> bytes:
        return _boundary(self._alternative) + _text_headers(kind)

    def end(self) -> bytes:
        """Return all from the end of the HTML on, with gaps for the calendar's `lines` and for the same as a `file`."""
        if not self._method:
            return _boundary(self._alternative, last=True)
        kind = f"text/calendar; method={self._method}"
        if self._method == "PUBLISH":
            seams = [
                _boundary(self._alternative, last=True),
                _boundary(self._mixed),
                _text_headers(kind, filename="event.ics"),
                b"%(lines)b",
            ]
        else:
            seams = [self.text(kind), b"%(lines)b", _boundary(self._alternative, last=True), _boundary(self._mixed), _INVITE, b"%(file)b"]
        return b"".join([*seams, _boundary(self._mixed, last=True)])


_INVITE = (
    b'Content-Type: application/ics\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="invite.ics"\r\n\r\n'
)


def _multipart(subtype: str, boundary: str) -> bytes:
    return f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode()


def _boundary(boundary: str, *, last: bool = False) -> bytes:
    return f"\r\n--{boundary}{'--' if last else ''}\r\n".encode()


def _text_headers(kind: str, *, filename: str = "") -> bytes:
    disposition = f'Content-Disposition: attachment; filename="{filename}"\r\n' if filename else ""
    return f'Content-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n{disposition}\r\n'.encode()
