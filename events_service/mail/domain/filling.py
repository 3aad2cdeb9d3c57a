"""What one copy says: its frozen text in the reader's language, and what stands in the slots, escaped as each part needs."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from events_service.lib import slots, timezones
from events_service.lib.slots import plain
from events_service.lib.tokens import Purpose, personal_address
from events_service.mail.domain.encodings import folded, one_line
from events_service.mail.models import Delivery

Escape = Callable[[str], str]


class NoText(ValueError):
    """There is nothing to say any more: the text was a secret, and was erased when its time was over."""


def text_of(delivery: Delivery) -> dict[str, Any]:
    """Return the text in the reader's language, or in the site's: `outbox.Text` as JSON kept it. Raises NoText."""
    texts = delivery.message.texts
    text: dict[str, Any] | None = texts.get(delivery.language) or texts.get(settings.LANGUAGE_CODE)
    if not text:
        raise NoText
    return text


class Filling(dict[tuple[str, str], str]):
    """What stands in one copy's slots, by kind and name: made once, however often it is written; plain, and not yet escaped."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery

    def __missing__(self, slot: tuple[str, str]) -> str:
        kind, name = slot
        value = self[slot] = _value(self.delivery, kind, name)
        return value

    def fill(self, text: str, *, escape: Escape) -> str:
        """Return the text with every slot filled and escaped."""
        return slots.fill(text, lambda kind, name: escape(self[kind, name]))


@lru_cache(maxsize=64)
def calendar_lines(body: str) -> tuple[bytes | str, ...]:
    """Return a calendar object's lines: ready bytes, and as text those that still have slots to fill."""
    return tuple(line if slots.fill(line, lambda kind, name: "") != line else folded(line) for line in body.split("\n") if line)


def calendar_bytes(lines: tuple[bytes | str, ...], filling: Filling) -> bytes:
    """Return the object as it goes to this person, each line filled before it is folded."""
    return b"".join(line if isinstance(line, bytes) else folded(filling.fill(line, escape=calendar_text)) for line in lines)


def calendar_text(words: str) -> str:
    """Escape for a calendar's TEXT value (RFC 5545, 3.3.11)."""
    flat = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub("\r\n|\r|\n", r"\\n", flat)


def _value(delivery: Delivery, kind: str, name: str) -> str:
    if kind == "link":
        purpose: Purpose = name  # type: ignore[assignment]
        return personal_address(purpose, delivery.recipient, delivery.values.get("link_version", 1), delivery.language)
    value = _own(delivery, name) or str(delivery.values.get(name, ""))
    if kind == "text" or not value:
        return plain(value)  # so that nothing in it can be taken for a slot
    return _stamp(value) if kind == "stamp" else _moment(value, delivery.zone, delivery.language)


def _own(delivery: Delivery, name: str) -> str:
    if name == "name":
        return delivery.name
    if name == "cn":
        return one_line(re.sub(r'[",;:\\]', " ", delivery.name))  # a parameter knows no escape for these (RFC 5545, 3.2)
    return delivery.address if name == "address" else ""


@lru_cache(maxsize=4_000)
def _moment(value: str, zone: str, language: str) -> str:
    return timezones.moment_words(datetime.fromisoformat(value), zone, language)


def _stamp(value: str) -> str:
    return f"{datetime.fromisoformat(value):%Y%m%dT%H%M%SZ}"
