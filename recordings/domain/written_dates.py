"""Dates as people write them on a page, in English, Spanish and French."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from events_service.events.models import Precision

_MONTHS = (
    "january|jan|enero|ene|janvier|janv",
    "february|feb|febrero|fevrier|fevr|fev",
    "march|mar|marzo|mars",
    "april|apr|abril|abr|avril|avr",
    "may|mayo|mai",
    "june|jun|junio|juin",
    "july|jul|julio|juillet|juil",
    "august|aug|agosto|ago|aout",
    "september|sept|sep|septiembre|setiembre|set|septembre",
    "october|oct|octubre|octobre",
    "november|nov|noviembre|novembre",
    "december|dec|diciembre|dic|decembre",
)
_NUMBER = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split("|")}
_ANY = "|".join(sorted(_NUMBER, key=len, reverse=True))
_MONTH, _OTHER_MONTH = rf"(?P<month>{_ANY})\b\.?", rf"(?:{_ANY})\b\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|º|°)?"
_DAY = rf"(?P<day>\d{{1,2}}){_ORDINAL}"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_TO = r"\s*(?:-|to|al?|au|and|y|et|&)\s*"
_OF = r"\s*(?:of|del?|du)?\s*"
_LAST_DAY = rf"(?:{_TO}(?:{_OTHER_MONTH}\s*)?\d{{1,2}}{_ORDINAL})?"  # of a range, which begins on the first

_SEASON = "spring|summer|fall|autumn|winter|primavera|verano|otono|invierno|printemps|ete|automne|hiver"
_FORMS = tuple(
    re.compile(rf"(?<![\w/.-]){form}")
    for form in (
        rf"{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"{_MONTH}\s*{_DAY}{_LAST_DAY}\s*,?{_OF}{_YEAR}",
        rf"{_DAY}(?:{_TO}\d{{1,2}}{_ORDINAL})?{_OF}{_MONTH}(?:{_TO}\d{{1,2}}{_ORDINAL}{_OF}{_OTHER_MONTH})?\s*,?{_OF}{_YEAR}",
        rf"{_MONTH}(?:{_TO}{_OTHER_MONTH})?\s*,?{_OF}{_YEAR}",
        r"(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>(?:19|20)?\d\d)\b",
        rf"(?:{_SEASON})\s*,?{_OF}{_YEAR}",
        _YEAR,
    )
)
_HYPHENS, _SPACES, _APOSTROPHE = "\u2010\u2011\u2012\u2013\u2014\u2212", "\xa0\u2009\u202f", "\u2019"
_ALIKE = str.maketrans({**dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_SPACES, " "), _APOSTROPHE: "'"})


@dataclass(frozen=True)
class Written:
    """A date and where in the text it stands. Month and day are None where they are not written."""

    year: int
    month: int | None
    day: int | None
    start: int = 0
    end: int = 0

    @property
    def iso(self) -> str:
        """As much as is known: `2020-04-20`, `2020-06` or `2020`."""
        return "-".join([f"{self.year}", *(f"{part:02}" for part in (self.month, self.day) if part)])

    @property
    def precision(self) -> Precision:
        return Precision.DAY if self.day else Precision.MONTH if self.month else Precision.YEAR

    @property
    def on(self) -> date:
        """The first day that it may mean."""
        return date(self.year, self.month or 1, self.day or 1)


def fold(text: str) -> str:
    """Return the text in lower case, without accents and with plain hyphens, each character in its place."""
    return "".join((unicodedata.normalize("NFD", character)[0].lower() or " ")[0] for character in text.translate(_ALIKE))


def dates_in(text: str, *, day_first: bool) -> list[Written]:
    """Return the dates in a text in their order. `day_first` tells how to read 4/5/2020; 20/4/2020 can only be read one way."""
    found: list[Written] = []
    for written in sorted(_candidates(fold(text), day_first=day_first), key=lambda w: (w.start, -w.end)):
        if not found or written.start >= found[-1].end:
            found.append(written)
    return found


def _candidates(folded: str, *, day_first: bool) -> Iterator[Written]:
    for form in _FORMS:
        for match in form.finditer(folded):
            written = _written(match, day_first=day_first)
            if written:
                yield written


def _written(match: re.Match[str], *, day_first: bool) -> Written | None:
    parts = match.groupdict()
    year = int(parts["year"])
    month, day = _month_and_day(parts, day_first=day_first)
    written = Written(year if year > 99 else 2000 + year, month, day, match.start(), match.end())
    try:
        return written if written.on else None
    except ValueError:  # no 30 February
        return None


def _month_and_day(parts: dict[str, str | None], *, day_first: bool) -> tuple[int | None, int | None]:
    first, second = parts.get("first"), parts.get("second")
    if first and second:
        one, two = int(first), int(second)
        return (two, one) if two <= 12 and (day_first or one > 12) else (one, two)
    month = int(parts["number"] or 0) if parts.get("number") else _NUMBER.get(parts.get("month") or "")
    return month, int(parts["day"] or 0) if parts.get("day") else None
