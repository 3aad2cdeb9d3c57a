"""What is promised so that more people can take part: until when to ask for it, and how far each promise has got."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act, User
from events_service.events.domain import changing, deeds
from events_service.events.domain.details import write
from events_service.events.models import AccessService, Event, Progress
from events_service.events.models.access import IN_A_LANGUAGE, SIGNED, SPOKEN, AccessKind
from events_service.lib.errors import DomainError

_COLUMNS = frozenset({"kind", "language", "status", "ask_by_on", "detail_en", "detail_es", "note"})


class LanguageMissing(DomainError):
    """Captions, signs and interpretation are in a language of their kind."""

    field = "language"


class OfferedAlready(DomainError):
    """The event offers just this."""

    field = "kind"


class AskedTooLate(DomainError):
    """Nobody can ask for something after the event."""

    field = "ask_by_on"


class ChangedSince(DomainError):
    """Somebody else changed the service after this person had opened it."""


class Gone(DomainError):
    """Somebody else removed the service."""


@dataclass(frozen=True)
class Offer:
    """What an organizer says of one service. `note` is for organizers alone; a kind without a language has none."""

    kind: str
    language: str = ""
    status: str = Progress.PLANNED
    ask_by_on: date | None = None
    detail_en: str = ""
    detail_es: str = ""
    note: str = ""


@transaction.atomic
def offer(event: Event, said: Offer, *, by: User | None = None, now: datetime) -> AccessService:
    """Promise something. Raises LanguageMissing, OfferedAlready, AskedTooLate, Unfit."""
    changing.lock(event)
    service = _written(AccessService(event=event), said, now=now)
    _record(Act.ACCESS_ADDED, service, by=by, now=now)
    return service


@transaction.atomic
def change(
    service: AccessService, said: Offer, *, opened_at: datetime | None = None, by: User | None = None, now: datetime
) -> AccessService:
    """Say it anew. `opened_at` is its `changed_at` when the writer began, None where they began this moment.

    Raises Gone, ChangedSince, and what `offer` raises.
    """
    service = _locked(service)
    if opened_at is not None and service.changed_at != opened_at:
        raise ChangedSince(
            _("Somebody changed this while you were writing; it stands above as it is now. Save again to put yours in its place.")
        )
    service = _written(service, said, now=now)
    _record(Act.ACCESS_CHANGED, service, by=by, now=now)
    return service


@transaction.atomic
def progress(service: AccessService, status: Progress, *, by: User | None = None, now: datetime) -> AccessService:
    """Say how far it has got. Raises Gone."""
    service = _locked(service)
    service.status, service.changed_at, service.unsettled_at = status, now, None
    service.save()
    _record(Act.ACCESS_CHANGED, service, by=by, now=now)
    return service


@transaction.atomic
def remove(service: AccessService, *, by: User | None = None, now: datetime) -> None:
    """Take the promise back; who asked for it asks for it no more. Twice is once."""
    changing.lock(service.event)
    if found := AccessService.objects.select_related("event").filter(pk=service.pk).first():
        _record(Act.ACCESS_REMOVED, found, by=by, now=now)
        found.delete()


def follow(event: Event, *, days: int, now: datetime) -> None:
    """After a move by so many days: nothing is booked for the new time, and asking ends as long before it as it did.

    The caller has locked the event. Services nobody had booked yet only get their new date.
    """
    for service in event.access_services.all():
        if service.status != Progress.PLANNED:
            service.status, service.unsettled_at = Progress.PLANNED, now
        service.ask_by_on, service.changed_at = _shifted(service.ask_by_on, days), now
        service.save()


def bring_along(event: Event, copy: Event, *, now: datetime) -> None:
    """Promise the same for a copy of the event: nothing of it booked, and asking ends as long before it."""
    days = (copy.starts_on - event.starts_on).days if copy.starts_on and event.starts_on else 0
    for service in event.access_services.all():
        said = {name: getattr(service, name) for name in _COLUMNS}
        dated = said | {"status": Progress.PLANNED, "ask_by_on": _shifted(service.ask_by_on, days) if event.starts_on else None}
        AccessService.objects.create(event=copy, changed_at=now, **dated)


def _record(act: Act, service: AccessService, *, by: User | None, now: datetime) -> None:
    """Write down what somebody did; what comes along with a copy or a template nobody did."""
    if by:
        status = "" if act == Act.ACCESS_REMOVED else f" ({Progress(service.status).label})"
        deeds.record(act, service.event, by=by, now=now, more=f"{service.words}{status}")


def _locked(service: AccessService) -> AccessService:
    changing.lock(service.event)
    found = AccessService.objects.select_related("event").filter(pk=service.pk).first()
    if found is None:
        raise Gone(_("Somebody removed this meanwhile."))
    return found


def _written(service: AccessService, said: Offer, *, now: datetime) -> AccessService:
    event = service.event
    said = replace(said, language=said.language if said.kind in IN_A_LANGUAGE else "")
    _require_language(said)
    if event.access_services.filter(kind=said.kind, language=said.language).exclude(pk=service.pk).exists():
        raise OfferedAlready(_("This is offered already."))
    if said.ask_by_on and event.starts_on and said.ask_by_on > event.starts_on:
        raise AskedTooLate(_("Choose a day before the event: afterwards nobody can ask for it."))
    if said.status != Progress.PLANNED:
        service.unsettled_at = None
    write(service, asdict(said), _COLUMNS)
    service.changed_at = now
    service.save()
    return service


def _require_language(said: Offer) -> None:
    signs = said.kind == AccessKind.SIGN
    if said.kind in IN_A_LANGUAGE and said.language not in (SIGNED if signs else SPOKEN):
        raise LanguageMissing(_("Choose which sign language.") if signs else _("Choose which spoken language."))


def _shifted(on: date | None, days: int) -> date | None:
    return on + timedelta(days=days) if on else None
