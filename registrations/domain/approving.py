"""Where an organizer approves each registration: who asked, and what they are answered."""

from datetime import datetime

from django.db import transaction

from events_service.accounts.models import Act, User
from events_service.events.domain import deeds
from events_service.events.models import Event
from registrations.domain import messages, seating
from registrations.models import Registration, Status
from registrations.models.registration import RegistrationQuerySet


def waiting(event: Event) -> RegistrationQuerySet:
    """Return who asked and has no answer yet, in the order of asking."""
    return Registration.objects.known().filter(event=event, status=Status.PENDING).order_by("registered_at", "pk")


@transaction.atomic
def approve(registration: Registration, *, by: User | None = None, now: datetime) -> bool:
    """Give who asked a place, or a turn where none is left, and tell them. Tell whether there was something to approve. Raises Full."""
    event = Event.objects.lock(registration.event_id)
    registration = event.registrations.get(pk=registration.pk)
    if registration.status != Status.PENDING or not event.is_to_come(now):
        return False
    seating.place(registration, event, now=now)
    registration.save()
    messages.confirm_place(registration, now=now)
    _record(Act.REQUEST_APPROVED, event, by=by, now=now)
    return True


@transaction.atomic
def decline(registration: Registration, *, by: User | None = None, now: datetime) -> bool:
    """Answer who asked that there is no place for them. Tell whether there was something to decline."""
    event = Event.objects.lock(registration.event_id)
    registration = event.registrations.get(pk=registration.pk)
    if registration.status != Status.PENDING:
        return False
    registration.status = Status.DECLINED
    registration.save()
    messages.tell_declined(registration, now=now)
    _record(Act.REQUEST_DECLINED, event, by=by, now=now)
    return True


def _record(act: Act, event: Event, *, by: User | None, now: datetime) -> None:
    """Write down how many are without an answer now, and nobody's name."""
    deeds.record(act, event, by=by, now=now, more=str(waiting(event).count()))
