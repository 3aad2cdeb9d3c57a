"""Erasing people: everything that says who somebody was, wherever it went. What stays is a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from events_service.events.models import Event
from events_service.mail.domain import outbox
from registrations.domain import asking, totals, waitlist
from registrations.models import AccessRequest, Erasure, Registration, Status, Upload
from registrations.models.registration import RegistrationQuerySet

_BLANKED = ("name", "sought", "email", "language", "zone", "source")
_MOMENTS = ("registered_at", "confirmed_at", "withdrawn_at")
_WRITTEN = (*_BLANKED, *_MOMENTS, "address", "attended_at", "last_in_at", "proven_at", "erased_at")


@dataclass(frozen=True)
class Erased:
    """How much was erased: people, copies of mails, and rows that belonged to the people."""

    people: int = 0
    mails: int = 0
    belongings: int = 0


def elsewhere(registration: Registration) -> RegistrationQuerySet:
    """Return this person's registrations for other events, by the address."""
    return Registration.objects.known().filter(address=registration.address).exclude(pk=registration.pk).order_by("event_id")


@transaction.atomic
def erase_me(registration: Registration, *, now: datetime) -> Erasure | None:
    """Erase one person's registration, and pass on the place they held; nothing is mailed, and what waits is taken back.

    Return the receipt, or None when it was erased before.
    """
    event = Event.objects.lock(registration.event_id)
    registration = Registration.objects.get(pk=registration.pk)
    if registration.erased_at:
        return None
    _give_back(registration, event, now=now)
    erased = erase(event, [registration], now=now)
    waitlist.pass_on(event, now=now)
    return Erasure.objects.create(
        event=event, on_request=True, people=erased.people, mails=erased.mails, belongings=erased.belongings, erased_at=now
    )


def erase(event: Event, registrations: Sequence[Registration], *, now: datetime) -> Erased:
    """Erase these people of one event, whose lock the caller holds, everywhere but in the numbers.

    An address that is not to be written to stays known by its keyed hash alone.
    """
    ids = [registration.pk for registration in registrations]
    totals.keep(event, registrations, now=now)
    mails = outbox.forget(*(registration.key for registration in registrations))
    requests = asking.erase(event.pk, AccessRequest.objects.filter(registration__in=ids))
    belongings = requests + _erase_belongings(ids)
    Upload.objects.filter(event=event).delete()  # a list that somebody is bringing in may name them
    for registration in registrations:
        _blank(registration, event, now=now)
    Registration.objects.bulk_update(registrations, _WRITTEN)
    return Erased(len(ids), mails, belongings)


def _give_back(registration: Registration, event: Event, *, now: datetime) -> None:
    """Give back at once what is held for this person of an event that is not over, or stop waiting for it.

    Of a cancelled event too: it may take place after all.
    """
    is_over = event.ends_at is not None and event.ends_at <= now
    if not is_over and (registration.is_active or registration.is_held(now)):
        registration.status, registration.withdrawn_at = Status.WITHDRAWN, registration.withdrawn_at or now
        registration.turn, registration.held_until = None, None
        registration.save()


def _erase_belongings(ids: Sequence[int]) -> int:
    """Erase every row that hangs on these registrations, of whatever kind; return how many that were."""
    erased = 0
    for relation in Registration._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        erased += rows.count()
        rows.delete()
    return erased


def _blank(registration: Registration, event: Event, *, now: datetime) -> None:
    """Leave of the row what is counted: the kind of place and what became of it, on which day, and the minute somebody came."""
    for name in _BLANKED:
        setattr(registration, name, "")
    registration.address = f"erased:{registration.key}"  # one address has one row
    for name in _MOMENTS:
        setattr(registration, name, _noon(getattr(registration, name), event))
    if registration.attended_at:
        registration.attended_at = registration.attended_at.replace(second=0, microsecond=0)
    if registration.status != Status.CONFIRMED:
        registration.confirmed_at = None  # nobody is left who could take it back
    registration.proven_at = registration.last_in_at = None
    registration.erased_at = now


def _noon(moment: datetime | None, event: Event) -> datetime | None:
    """Return the noon of that day where the event is."""
    return moment.astimezone(ZoneInfo(event.zone)).replace(hour=12, minute=0, second=0, microsecond=0) if moment else None
