"""Dates and times as programs write them into tables: what each says by itself, and what a whole column says of their order.

A stamp alone may be ambiguous, `03/12/2037`: only the column, and the day it should be about, tell month from day.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from events_service.lib import timezones

_AT_MOST = 80  # characters
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?!\d)\s{0,2}(a\.?\s?m\b\.?|p\.?\s?m\b\.?)?")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,4})(?!\d)")
_OFFSET = re.compile(r"(?:gmt|utc)?\s?([+-])(\d{1,2})(?::?(\d{2}))?(?!\d)")
_ISO_T = re.compile(r"^(\d{4}-\d\d-\d\d)t(?=\d)")
_WORD = re.compile(r"[a-z]{3,12}")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_MONTHS = {
    **{name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)},
    "ene": 1,
    "abr": 4,
    "ago": 8,
    "set": 9,
    "dic": 12,
}
# The abbreviations that webinar tools write, and the hours they mean there.
_ZONES = {
    name: hours
    for hours, names in {
        0.0: ("z", "utc", "gmt", "wet"),
        1.0: ("cet", "bst", "west"),
        2.0: ("cest", "eet"),
        3.0: ("eest",),
        5.5: ("ist",),
        -3.0: ("art", "brt", "adt"),
        -4.0: ("ast", "edt"),
        -5.0: ("est", "cdt"),
        -6.0: ("cst", "mdt"),
        -7.0: ("mst", "pdt"),
        -8.0: ("pst", "akdt"),
        -9.0: ("akst",),
        -10.0: ("hst",),
    }.items()
    for name in names
}


class Order(StrEnum):
    """Which of two numbers is the month."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a cell says: a date whose order may be open, a time of day, a zone; each None where it says none."""

    numbers: tuple[int, int, int] | None
    is_open: bool
    time: time | None
    zone: tzinfo | None

    def on(self, order: Order) -> date | None:
        """Return the date it means in this order; None where it has none, or there is no such day."""
        if self.numbers is None:
            return None
        year, month, day = self.numbers
        if self.is_open and order is Order.DAY_FIRST:
            month, day = day, month
        try:
            return date(year, month, day)
        except ValueError:
            return None


def read(text: str) -> Stamp | None:
    """Return what this says of a date, a time and a zone, in English or Spanish; None where it says neither date nor time."""
    said = unicodedata.normalize("NFKD", text[:_AT_MOST]).encode("ascii", "ignore").decode().lower().strip()
    said = _ISO_T.sub(r"\1 ", said)
    at = _time(said)
    numbers, is_open = _date(_TIME.sub(" ", said, count=1))
    if at is None and numbers is None:
        return None
    return Stamp(numbers, is_open, at, _zone(text, said) if at else None)


def orders(stamps: Iterable[Stamp], *, near: date | None) -> list[Order]:
    """Return the orders in which all these are dates; where both are, those under which some fall within a day of `near`, if any do."""
    opened = [stamp for stamp in set(stamps) if stamp.is_open]
    possible = [order for order in Order if all(stamp.on(order) for stamp in opened)]
    if len(possible) < 2 or near is None:
        return possible
    fitting = [order for order in possible if any(_is_near(stamp.on(order), near) for stamp in opened)]
    return fitting or possible


def instants(stamp: Stamp, *, order: Order, zone: str, day: date | None) -> list[datetime]:
    """Return when it was, in UTC: two instants where the clock shows this twice, none where the date or the time is missing.

    `zone` is where a stamp without one was read off the clock, `day` is the date of one that has a time alone.
    """
    on = stamp.on(order) if stamp.numbers else day
    if on is None or stamp.time is None:
        return []
    if stamp.zone is not None:
        return [datetime.combine(on, stamp.time, stamp.zone).astimezone(UTC)]
    walls = [datetime.combine(on, stamp.time, ZoneInfo(zone)).replace(fold=fold) for fold in (0, 1)]
    first, second = (wall.astimezone(UTC) for wall in walls)
    return [first, second] if first < second else [first]  # in a gap the second is the earlier one, and means nothing


def zone_in(text: str) -> tzinfo | None:
    """Return the zone that a heading names: "Join Time (UTC)", "GMT-08:00", "America/Bogota"."""
    for word in re.findall(r"[A-Za-z]{2,20}(?:/[A-Za-z_]{2,30}){1,2}", text[:200]):
        if timezones.is_zone(word):
            return ZoneInfo(word)
    said = text[:200].lower()
    found = re.search(r"(?:gmt|utc)\s?[+-]\d{1,2}(?::?\d{2})?", said)
    if found:
        return _offset(found[0])
    named = [word for word in re.findall(r"[a-z]{3,4}", said) if word in _ZONES]
    return _hours(_ZONES[named[0]]) if named else None


def _is_near(on: date | None, near: date) -> bool:
    return on is not None and abs(on - near) <= timedelta(days=1)


def _time(said: str) -> time | None:
    found = _TIME.search(said)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4].startswith("p") else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _date(rest: str) -> tuple[tuple[int, int, int] | None, bool]:
    """Return year, month and day, and whether the last two may have to change places."""
    if found := _NUMBERS.search(rest):
        first, second, third = (int(part) for part in found.groups())
        if len(found[1]) == 4:
            return _if_day(first, second, third), False
        if len(found[3]) in {2, 4}:
            return (_century(third), first, second), True
        return None, False
    months = [_MONTHS[word[:3]] for word in _WORD.findall(rest) if word[:3] in _MONTHS]
    numbers = [int(number) for number in _NUMBER.findall(rest)]
    if not months or len(numbers) < 2:
        return None, False
    day, year = sorted(numbers[:2])
    return _if_day(_century(year), months[-1], day), False  # the last: Tuesday is "mar." in Spanish


def _century(year: int) -> int:
    return year + 2000 if year < 100 else year


def _if_day(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    try:
        date(year, month, day)
    except ValueError:
        return None
    return year, month, day


def _zone(text: str, said: str) -> tzinfo | None:
    after = said[found.end() :] if (found := _TIME.search(said)) else ""
    if found := _OFFSET.search(after):
        return _offset(found[0])
    if named := zone_in(text[-60:]) if "/" in after else None:
        return named
    words = [word for word in re.findall(r"[a-z]{1,5}", after) if word in _ZONES]
    return _hours(_ZONES[words[0]]) if words else None


def _offset(said: str) -> tzinfo | None:
    found = _OFFSET.search(said)
    if not found or int(found[2]) > 14:
        return None
    away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-away if found[1] == "-" else away)


def _hours(hours: float) -> tzinfo:
    return timezone(timedelta(hours=hours))
