"""From the single joins of a report to people: who is the same person, and how many minutes they were there."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from events_service.lib.addresses import normalized
from registrations.domain import report_words

_PHONE = re.compile(r"\+?[\d\s().*•-]{7,30}")


@dataclass(frozen=True, slots=True)
class Visit:
    """One row of a report: from when to when, or how long in all. A summary says how long somebody was there in several visits."""

    name: str
    email: str
    role: str
    joined_at: datetime | None
    left_at: datetime | None
    seconds: float | None
    is_summary: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who was there. `minutes` is the union of all visits, rounded to whole minutes, one at least; `joins` counts the visits."""

    email: str
    name: str
    minutes: int
    role: str
    joins: int
    first_at: datetime | None = field(default=None, compare=False)
    last_at: datetime | None = field(default=None, compare=False)


def people_of(visits: Iterable[Visit]) -> list[Person]:
    """Return the people behind the visits in the order of the report: alike by address, and without one by name.

    A visit without an address belongs to the person of that name who has one, if there is just one of them.
    """
    visits = list(visits)
    known: dict[str, set[str]] = defaultdict(set)
    for visit in visits:
        if visit.email:
            known[_same(visit.name)].add(normalized(visit.email))
    groups: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for visit in visits:
        groups[_key(visit, known)].append(visit)
    return [_person(group) for group in groups.values()]


def seconds_of(visits: list[Visit]) -> float:
    """Return how long somebody was there: the union of the visits, or what the report itself says where that is clearly less."""
    told = [visit for visit in visits if not visit.is_summary] or visits
    spans = [(visit.joined_at, visit.left_at) for visit in told if visit.joined_at and visit.left_at]
    lengths = [visit.seconds for visit in told if visit.seconds is not None]
    union = _union([(start, end) for start, end in spans if start and end])
    if len(spans) < len(told):  # some say only how long
        return max(union, sum(lengths))
    if len(lengths) == len(told) and sum(lengths) < union - 60 * (len(told) + 0.5):
        return sum(lengths)  # first join and last leave, with pauses that only the tool has seen
    return union


def masked_phone(name: str) -> str:
    """Return the name, and of one that is a phone number the beginning and the end: `+16•••34`."""
    if not _PHONE.fullmatch(name) or sum(character.isdigit() for character in name) < 5:
        return name
    if re.search(r"[*•]", name):
        return name
    digits = re.sub(r"[^\d+]", "", name)
    return f"{digits[:3]}•••{digits[-2:]}"


def _same(name: str) -> str:
    return " ".join(name.casefold().split())


def _key(visit: Visit, known: dict[str, set[str]]) -> tuple[str, str]:
    if visit.email:
        return "email", normalized(visit.email)
    alike = known.get(_same(visit.name), set())
    return ("email", next(iter(alike))) if len(alike) == 1 and visit.name else ("name", _same(visit.name))


def _person(visits: list[Visit]) -> Person:
    single = list(dict.fromkeys(visit for visit in visits if not visit.is_summary)) or visits[:1]
    starts = [visit.joined_at for visit in visits if visit.joined_at]
    ends = [visit.left_at for visit in visits if visit.left_at]
    seconds = seconds_of(list(dict.fromkeys(visits)))
    return Person(
        email=next((normalized(visit.email) for visit in visits if visit.email), ""),
        name=next((masked_phone(visit.name) for visit in visits if visit.name), ""),
        minutes=max(int(seconds / 60 + 0.5), 1) if seconds > 0 else 0,
        role=report_words.strongest({visit.role for visit in visits}),
        joins=len(single),
        first_at=min(starts, default=None),
        last_at=max([*starts, *ends], default=None) if ends else None,
    )


def _union(spans: list[tuple[datetime, datetime]]) -> float:
    total, until = timedelta(), None
    for start, end in sorted(spans):
        begin = start if until is None else max(start, until)
        if end > begin:
            total += end - begin
        until = end if until is None else max(until, end)
    return total.total_seconds()
