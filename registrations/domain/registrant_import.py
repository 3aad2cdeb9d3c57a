"""Bringing in who registered elsewhere: first what will happen, row by row, then the same and no more."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act, User
from events_service.events.domain import deeds
from events_service.events.models import Event
from events_service.lib import tables
from events_service.lib.addresses import normalized
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain
from registrations.domain import messages, places, registrant_lists, report_layout, seating, signup
from registrations.domain.registrant_lists import Registrant
from registrations.domain.report_layout import WrongFile
from registrations.domain.signup import Details
from registrations.models import Registration

_ADDRESS_AT_MOST = 254
_NAME_AT_MOST = 120
SOURCE_AT_MOST = 40


class NotNow(DomainError):
    """Nobody can be brought in to this event, or not be written to."""


class Changed(DomainError):
    """Who would be brought in is no longer who was shown."""


@dataclass(frozen=True)
class Listed:
    """What a file holds: the tool that wrote it, and its rows as they stand."""

    kind: str
    registrants: list[Registrant]


@dataclass(frozen=True)
class Fault:
    """A row that cannot be brought in, and why."""

    registrant: Registrant
    why: str | Promise


@dataclass(frozen=True)
class Plan:
    """What bringing it in will do: who is new, in order, and how many of them get a place, wait, or find neither."""

    new: list[Registrant]
    placed: int = 0
    waiting: int = 0
    without_place: int = 0
    already: list[Registrant] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def coming(self) -> int:
        """Return how many will be brought in."""
        return self.placed + self.waiting


@dataclass(frozen=True)
class Terms:
    """How they are brought in: under which source label, and in which language they are written to."""

    source: str
    language: str


def read(content: bytes, *, zone: str) -> Listed:
    """Return the list that a file holds. Raises NotATable, and WrongFile where it lists nobody with an address."""
    rows = tables.rows(content)
    found = report_layout.tables_of(rows)
    kind = report_layout.kind_of(rows, found)
    if found and not registrant_lists.is_list(found):
        raise WrongFile(kind, _("This is a report of who came, not a list of who registered. Bring it in under “Who came”."))
    registrants = registrant_lists.registrants_of(found, zone)
    if not registrants:
        raise WrongFile(kind, _("I find no list of people in it: the first row has to name the columns, among them Email and Name."))
    return Listed(kind, registrants)


def plan(event: Event, registrants: list[Registrant], *, now: datetime) -> Plan:
    """Return what bringing these in will do. To rely on it, hold the event's lock."""
    known = set(Registration.objects.filter(event=event).values_list("address", flat=True))
    seen: set[str] = set()
    new: list[Registrant] = []
    already: list[Registrant] = []
    faults: list[Fault] = []
    for registrant in registrants:
        why, address = _fault(registrant, seen), normalized(registrant.email)
        if why:
            faults.append(Fault(registrant, why))
            continue
        seen.add(address)
        (already if address in known else new).append(registrant)
    new.sort(key=lambda one: one.status == "waiting")  # who waited elsewhere comes after who had a place
    return replace(_seated(event, new, now=now), already=already, faults=faults)


@transaction.atomic
def bring_in(
    event: Event, registrants: list[Registrant], *, terms: Terms, write_to: int | None = None, by: User | None = None, now: datetime
) -> Plan:
    """Bring them in and return what was done. Twice is once.

    Nobody is written to unless `write_to` says how many; raises Changed where that is not their number, and NotNow for an
    event without a time, a cancelled one, and writing about a draft or one that is over.
    """
    event = Event.objects.lock(event.pk)
    refuse(event, writes=write_to is not None, now=now)
    done = plan(event, registrants, now=now)
    if write_to is not None and write_to != done.coming:
        raise Changed(_("Who would be brought in has changed meanwhile. Look at the numbers again."))
    seated = signup.take_over(event, _people(done.new, event, terms, now=now), now=now)
    if write_to is not None:
        messages.confirm_places(event, [registration.pk for registration in seated], now=now)
    if seated:
        deeds.record(Act.REGISTRATIONS_IMPORTED, event, by=by, now=now, more=str(len(seated)))
    return done


def refuse(event: Event, *, writes: bool, now: datetime) -> None:
    """Raise NotNow where nobody can be brought in, or be written to."""
    if event.starts_at is None or event.ends_at is None:
        raise NotNow(_("One registers for an event with a time; this one has none."))
    if event.cancelled_at:
        raise NotNow(_("This event is cancelled."))
    if writes and not may_write(event, now=now):
        raise NotNow(_("Nobody is written to about a draft, or about an event that is over."))


def may_write(event: Event, *, now: datetime) -> bool:
    return bool(event.published_at and event.ends_at and event.ends_at > now)


def _fault(registrant: Registrant, seen: set[str]) -> str | Promise:
    if registrant.status == "cancelled":
        return _("cancelled there")
    if not registrant.email:
        return _("no email address")
    try:
        validate_email(registrant.email)
    except ValidationError:
        return _("not an email address")
    if len(registrant.email) > _ADDRESS_AT_MOST:
        return _("not an email address")
    return _("twice in the file") if normalized(registrant.email) in seen else ""


def _seated(event: Event, new: list[Registrant], *, now: datetime) -> Plan:
    count, number = places.of(event, now=now).of(seating.seat_for(event, "")), len(new)
    free = number if count.left is None else 0 if count.is_full else min(count.left, number)
    rest = number - free
    return Plan(new, free, rest if event.has_waitlist else 0, 0 if event.has_waitlist else rest)


def _people(new: list[Registrant], event: Event, terms: Terms, *, now: datetime) -> Iterator[tuple[Details, datetime]]:
    for one in new:
        name = " ".join(plain(one.name).split())[:_NAME_AT_MOST] or one.email.partition("@")[0][:_NAME_AT_MOST]
        moment = one.registered_at if one.registered_at and one.registered_at < now else now
        yield Details(name, one.email, terms.language, event.zone, plain(terms.source)[:SOURCE_AT_MOST]), moment
