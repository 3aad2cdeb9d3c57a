"""Bringing in who came, from the report of a webinar tool."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act, User
from events_service.events.domain import deeds
from events_service.events.models import Event
from events_service.lib.addresses import normalized
from events_service.lib.errors import DomainError
from events_service.lib.folding import folded
from registrations.domain.presences import Person
from registrations.domain.reports import Reading
from registrations.models import AttendanceReport, Presence, Registration

_BATCH = 1_000

KINDS: dict[str, str | Promise] = {
    "zoom-webinar": "Zoom Webinars",
    "zoom-meeting": "Zoom Meetings",
    "teams": "Microsoft Teams",
    "google-meet": "Google Meet",
    "goto-webinar": "GoTo Webinar",
    "webex": "Webex",
    "bigbluebutton": "BigBlueButton",
    "jitsi": "Jitsi",
    "plain": _("A table"),
}


class NobodyCame(DomainError):
    """The file lists who registered elsewhere, not who came."""


@dataclass(frozen=True)
class Match:
    """A person of the report and their registration; `by_name` where the report has no address of theirs."""

    person: Person
    registration_id: int
    by_name: bool


@dataclass(frozen=True)
class Matched:
    """Who of a report is registered, and who is not."""

    known: list[Match]
    unknown: list[Person]

    @property
    def by_name(self) -> int:
        return sum(match.by_name for match in self.known)


def match(event: Event, people: list[Person]) -> Matched:
    """Find the registrations of these people: by address, and of who has none in the report by a name that only one of each bears."""
    rows = list(Registration.objects.known().filter(event=event).order_by("pk").values_list("pk", "address", "name"))
    by_address = {address: pk for pk, address, _name in rows}
    found: dict[Person, Match] = {}
    for person in people:
        if person.email and (pk := by_address.get(normalized(person.email))):
            found[person] = Match(person, pk, by_name=False)
    taken = {one.registration_id for one in found.values()}
    names = Counter(folded(name) for _pk, _address, name in rows)
    by_name = {folded(name): pk for pk, _address, name in rows if names[folded(name)] == 1 and pk not in taken}
    nameless = [person for person in people if not person.email]
    for alike, number in Counter(name for person in nameless for name in _names(person)).items():
        if number == 1 and alike in by_name:
            person = next(one for one in nameless if alike in _names(one))
            found.setdefault(person, Match(person, by_name[alike], by_name=True))
    return Matched(list(found.values()), [person for person in people if person not in found])


@transaction.atomic
def bring_in(event: Event, reading: Reading, *, by: User | None = None, now: datetime) -> AttendanceReport:
    """Write down who came. A report of the same kind takes the place of the one before, so that twice is once.

    Who is not registered is counted and forgotten. Raises NobodyCame for a list of who registered elsewhere.
    """
    if not reading.people:
        raise NobodyCame(_("This is a list of registrations, not of who came: bring it in as registrations."), field="file")
    event = Event.objects.lock(event.pk)
    _forget(event, kind=reading.kind)
    matched = match(event, reading.people)
    report = AttendanceReport.objects.create(
        event=event,
        kind=reading.kind,
        people=len(reading.people),
        unregistered=len(matched.unknown),
        minutes=sum(person.minutes for person in reading.people),
        imported_at=now,
        by=by,
    )
    Presence.objects.bulk_create([_presence(report, one) for one in matched.known], batch_size=_BATCH)
    _mark(event)
    deeds.record(Act.ATTENDANCE_IMPORTED, event, by=by, now=now, more=str(KINDS.get(reading.kind, reading.kind)))
    return report


@transaction.atomic
def take_back(event: Event, kind: str, *, by: User | None = None, now: datetime) -> bool:
    """Forget what the report of this kind said. Who pressed the button, or stands in another report, came all the same."""
    event = Event.objects.lock(event.pk)
    if not _forget(event, kind=kind):
        return False
    _mark(event)
    deeds.record(Act.ATTENDANCE_TAKEN_BACK, event, by=by, now=now, more=str(KINDS.get(kind, kind)))
    return True


def reports_of(event: Event) -> list[AttendanceReport]:
    """Return what was brought in for this event, the latest first."""
    return list(AttendanceReport.objects.filter(event=event).select_related("by").order_by("-imported_at", "-pk"))


def _presence(report: AttendanceReport, one: Match) -> Presence:
    person = one.person
    return Presence(
        report=report,
        registration_id=one.registration_id,
        minutes=person.minutes,
        joins=person.joins,
        role=person.role,
        first_at=person.first_at,
        last_at=person.last_at,
    )


def _forget(event: Event, *, kind: str) -> bool:
    report = AttendanceReport.objects.filter(event=event, kind=kind).first()
    if report is None:
        return False
    Registration.objects.filter(event=event, presences__report=report, presences__marked=True).update(attended_at=None)
    report.delete()
    return True


def _mark(event: Event) -> None:
    """Let everybody who stands in a report, and of whom nothing is known, have come when it says, or else at the start."""
    waiting = Presence.objects.filter(report__event=event, registration__attended_at=None).select_related("registration")
    marking: dict[int, Presence] = {}
    for presence in waiting.order_by("first_at", "pk"):
        marking.setdefault(presence.registration_id, presence)
    for presence in marking.values():
        presence.marked = True
        presence.registration.attended_at = presence.first_at or event.starts_at or presence.report.imported_at
    Presence.objects.bulk_update(marking.values(), ["marked"], batch_size=_BATCH)
    Registration.objects.bulk_update([one.registration for one in marking.values()], ["attended_at"], batch_size=_BATCH)


def _names(person: Person) -> set[str]:
    """Return the names under which this person may be registered: as shown, without what stands in brackets, and what stands there."""
    shown, _bracket, original = person.name.partition("(")
    return {alike for name in (person.name, shown, original.rstrip(") ")) if (alike := folded(name))}
