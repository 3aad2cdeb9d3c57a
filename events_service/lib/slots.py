"""Slots in a frozen text: places that each copy fills with its own words.

A slot is written between two private-use characters, which no person types and which `plain` takes out of what came in
from outside; so nobody's title or name can become a slot, and what fills a slot is never read again for slots.
"""

import re
from collections.abc import Callable
from typing import Literal

SlotKind = Literal["text", "instant", "link", "stamp"]

_OPEN, _CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{_OPEN}(text|instant|link|stamp):([a-z_]+){_CLOSE}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ue000\ue001]")


def slot(kind: SlotKind, name: str) -> str:
    """Return the mark for a slot: `text` as it is, `instant` in the reader's zone and words, `link` personal, `stamp` for calendars."""
    return f"{_OPEN}{kind}:{name}{_CLOSE}"


def fill(skeleton: str, value: Callable[[str, str], str]) -> str:
    """Return the skeleton with every slot replaced by `value(kind, name)`, in one pass."""
    return _SLOT.sub(lambda found: value(found[1], found[2]), skeleton)


def plain(text: str) -> str:
    """Return the text without control characters and slot marks; line breaks and tabs stay."""
    return _CONTROLS.sub("", text)
