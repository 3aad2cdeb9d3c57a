"""The kinds of mail: one table, and everything that differs between them derives from it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TypeAlias


class Lane(IntEnum):
    """Who goes first."""

    NOW = 0
    CHANGES = 1
    REST = 2


class InDoubt(StrEnum):
    """What to do with a copy of which nobody knows whether it left."""

    AGAIN = "again"
    HOLD = "hold"


class StoppedBy(StrEnum):
    """Which suppressions hold this kind back."""

    HARD_BOUNCE = "hard bounce"
    ALL = "all"


Stale: TypeAlias = Callable[[datetime, datetime | None, datetime | None], datetime]


@dataclass(frozen=True)
class Kind:
    """How a kind behaves. `stale(now, start, end)` is the moment from which it must not leave any more.

    What the person `asked_for` this minute leaves even to who once called our mail spam; its text is a secret, and is erased
    when its time is over. What `answers` something that a person has just done leaves even while sending is paused.
    """

    lane: Lane
    stale: Stale
    in_doubt: InDoubt
    stopped_by: StoppedBy
    asked_for: bool = False
    answers: bool = False


def _minutes(count: int) -> Stale:
    return lambda now, start, end: now + timedelta(minutes=count)


def _days(count: int) -> Stale:
    return lambda now, start, end: now + timedelta(days=count)


def _event_end(now: datetime, start: datetime | None, end: datetime | None) -> datetime:
    return end or now + timedelta(days=7)


def _after_start(minutes: int) -> Stale:
    return lambda now, start, end: (start or now) + timedelta(minutes=minutes)


def _day_before(now: datetime, start: datetime | None, end: datetime | None) -> datetime:
    """Six hours after its moment, and never less than two hours before the start."""
    return min(now + timedelta(hours=6), (start or now) - timedelta(hours=2))


def _service(lane: Lane, stale: Stale) -> Kind:
    return Kind(lane, stale, InDoubt.AGAIN, StoppedBy.HARD_BOUNCE)


def _answer(stale: Stale, *, asked_for: bool = False) -> Kind:
    return replace(_service(Lane.NOW, stale), answers=True, asked_for=asked_for)


def _to_an_audience(lane: Lane, stale: Stale) -> Kind:
    return Kind(lane, stale, InDoubt.HOLD, StoppedBy.ALL)


KINDS: dict[str, Kind] = {
    "sign-in": _answer(_minutes(15), asked_for=True),
    "account-changed": _answer(_days(7)),
    "test": _answer(_minutes(15), asked_for=True),
    "invitation": _service(Lane.NOW, _days(7)),
    "handover": _service(Lane.REST, _days(7)),
    "confirmation": _answer(_event_end),
    "waitlisted": _answer(_event_end),
    "proof": _answer(_event_end, asked_for=True),
    "new-address": _answer(_days(1), asked_for=True),
    "address-changed": _service(Lane.NOW, _days(7)),
    "pending": _answer(_event_end),
    "offered": _service(Lane.NOW, _event_end),
    "lapsed": _service(Lane.REST, _event_end),
    "declined": _service(Lane.NOW, _event_end),
    "promoted": _service(Lane.NOW, _event_end),
    "withdrawn": _answer(_event_end),
    "changed": _service(Lane.CHANGES, _event_end),
    "cancelled": _service(Lane.CHANGES, _event_end),
    "speaker-invitation": _service(Lane.NOW, _event_end),
    "speaker-changed": _service(Lane.CHANGES, _event_end),
    "speaker-cancelled": _service(Lane.CHANGES, _event_end),
    "speaker-removed": _service(Lane.CHANGES, _event_end),
    "reminder-now": _to_an_audience(Lane.NOW, _after_start(15)),
    "reminder-hour": _to_an_audience(Lane.REST, _after_start(0)),
    "reminder-day": _to_an_audience(Lane.REST, _day_before),
    "reminder-week": _to_an_audience(Lane.REST, _days(1)),
    "announcement": _to_an_audience(Lane.REST, _days(1)),
    "follow-up": _to_an_audience(Lane.REST, _days(7)),
    "emergency-sheet": _service(Lane.NOW, _event_end),
    "host-invitation": Kind(Lane.REST, _days(7), InDoubt.HOLD, StoppedBy.HARD_BOUNCE),
}


REMINDERS = tuple(name for name in KINDS if name.startswith("reminder-"))
TO_SPEAKERS = tuple(name for name in KINDS if name.startswith("speaker-"))
ASKED_FOR = tuple(name for name, kind in KINDS.items() if kind.asked_for)
ANSWERS = tuple(name for name, kind in KINDS.items() if kind.answers)


def expiry(kind: str, *, now: datetime, start: datetime | None = None, end: datetime | None = None) -> datetime:
    """Return the moment from which a message of this kind, posted now, is stale."""
    return KINDS[kind].stale(now, start, end)
