"""Taking and giving back a place at an event."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.lib.addresses import normalized
from events_service.lib.errors import DomainError
from events_service.mail.domain import outbox, suppressing
from events_service.mail.models import Delivery
from registrations.domain import asking, messages, places, waitlist
from registrations.models import AccessRequest, Registration, Status

SAID_AGAIN_AFTER = timedelta(minutes=2)
SAID_AT_MOST = 3  # an hour


class NotOpen(DomainError):
    """Nobody can register now."""


class Full(DomainError):
    """All places are taken and there is no waiting list."""


@dataclass(frozen=True)
class Details:
    """What a person says when registering. `language` is that of their messages, `zone` where they are.

    `access` names services of the event by id, and `need` says what else the person needs: both private.
    """

    name: str
    email: str
    language: str
    zone: str
    source: str = ""
    access: Collection[int] = ()
    need: str = ""


@transaction.atomic
def register(event: Event, *, details: Details, now: datetime) -> Registration:
    """Give the address a place, or a turn in the waitlist, and post the mail that says so.

    Who has one already keeps it and gets the same mail again, so that the answer betrays nobody; who gave theirs back
    starts anew. What the person needs is kept, except where they have said so already: that is theirs to change, by the
    personal link. Raises NotOpen, Full and NotOffered.
    """
    event = Event.objects.lock(event.pk)
    if not event.takes_registrations(now):
        raise NotOpen(_("Registration for this event is not open."))
    registration = Registration.objects.filter(event=event, address=normalized(details.email)).first()
    if registration and registration.is_active:
        _take_request(registration, details, now=now)
        say_again(registration, now=now)
        return registration
    registration = registration or Registration(event=event)
    _take_details(registration, details, event=event)
    _seat(registration, event=event, now=now)
    _take_request(registration, details, now=now)
    suppressing.lift(registration.email, scope=topic_of(event))
    messages.confirm_place(registration, now=now)
    return registration


@transaction.atomic
def withdraw(registration: Registration, *, now: datetime) -> bool:
    """Give the place back; it goes to who waits longest. Doing it twice gives back one place. Tell whether it was this time."""
    event = Event.objects.lock(registration.event_id)
    held = Registration.objects.active().filter(pk=registration.pk)
    if not held.update(status=Status.WITHDRAWN, withdrawn_at=now, turn=None, calendar_revision=F("calendar_revision") + 1):
        return False
    registration.refresh_from_db()
    AccessRequest.objects.filter(registration=registration).delete()
    outbox.recall(topic=topic_of(event), recipient=registration.key)
    messages.confirm_withdrawal(registration, now=now)
    waitlist.pass_on(event, now=now)
    return True


@transaction.atomic
def say_again(registration: Registration, *, now: datetime) -> bool:
    """Send the mail with the personal link once more: after two minutes, three times an hour at most. Tell whether it was sent.

    Who withdrew is not written to, and nobody about an event that is called off.
    """
    event = Event.objects.lock(registration.event_id)
    registration = Registration.objects.get(pk=registration.pk)  # as it is now: the page may have been open for days
    if not registration.is_active or event.cancelled_at:
        return False
    said = Delivery.objects.filter(recipient=registration.key, message__kind__in=messages.PLACE_KINDS)
    if said.filter(created_at__gt=now - SAID_AGAIN_AFTER).exists():
        return False
    if said.filter(created_at__gt=now - timedelta(hours=1)).count() >= SAID_AT_MOST:
        return False
    messages.confirm_place(registration, now=now)
    return True


@transaction.atomic
def leave_reminders(registration: Registration) -> None:
    """Send this address no reminder of the event any more. A posting under way is waited for, so that its copies stop too."""
    Registration.objects.lock(registration.pk)
    suppressing.suppress(registration.email, reason=suppressing.Reason.LEFT, scope=topic_of(registration.event))


def _take_details(registration: Registration, details: Details, *, event: Event) -> None:
    registration.name, registration.email, registration.address = details.name, details.email, normalized(details.email)
    registration.language, registration.zone, registration.source = details.language, details.zone or event.zone, details.source


def _take_request(registration: Registration, details: Details, *, now: datetime) -> None:
    if (details.access or details.need) and not AccessRequest.objects.filter(registration=registration).exists():
        asking.ask(registration, details.access, words=details.need, now=now)


def _seat(registration: Registration, *, event: Event, now: datetime) -> None:
    """Decide between a place and a turn. The event's lock makes this the only decision of the moment."""
    assert event.starts_at is not None  # noqa: S101  takes_registrations has seen it
    count = places.of(event)
    if count.is_full and not event.has_waitlist:
        raise Full(_("All places are taken."))
    if registration.withdrawn_at:
        registration.calendar_revision += 1
    registration.registered_at, registration.withdrawn_at = now, None
    registration.told_sequence, registration.told_starts_at = event.sequence, event.starts_at
    if count.is_full:
        registration.status, registration.confirmed_at, registration.turn = Status.WAITLISTED, None, waitlist.next_turn(event)
    else:
        registration.status, registration.confirmed_at, registration.turn = Status.CONFIRMED, now, None
    registration.save()
