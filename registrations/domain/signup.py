"""Taking and giving back a place at an event."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.lib.addresses import normalized
from events_service.lib.errors import DomainError
from events_service.mail.domain import outbox, suppressing
from events_service.mail.models import Delivery
from registrations.domain import asking, messages, places, seating, waitlist
from registrations.domain.seating import Full
from registrations.models import AccessRequest, Registration, Seat, Status

SAID_AGAIN_AFTER = timedelta(minutes=2)
SAID_AT_MOST = 3  # an hour


class NotOpen(DomainError):
    """Nobody can register now."""


class TooLate(DomainError):
    """What was held or could be undone no longer can."""


@dataclass(frozen=True)
class Details:
    """What a person says when registering. `language` is that of their messages, `zone` where they are, `seat` a value of Seat.

    `access` names services of the event by id, and `need` says what else the person needs: both private.
    """

    name: str
    email: str
    language: str
    zone: str
    source: str = ""
    access: Collection[int] = ()
    need: str = ""
    seat: str = ""


@transaction.atomic
def register(event: Event, *, details: Details, now: datetime) -> Registration:
    """Give the address a place, or a turn in the waitlist, and post the mail that says so; where the event wants it, after the
    address was proven and an organizer approved.

    Who has one already keeps it and gets the same mail again, so that the answer betrays nobody; who gave theirs back
    has it again while it is held for them, and starts anew afterwards. What the person needs is kept, except where they have
    said so already: that is theirs to change, by the personal link. Raises NotOpen, Full and NotOffered.
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
    _begin(registration, event=event, now=now)
    seating.settle(registration, event, now=now)
    registration.save()
    _take_request(registration, details, now=now)
    suppressing.lift(registration.email, scope=topic_of(event))
    messages.confirm_place(registration, now=now)
    return registration


@transaction.atomic
def take_over(event: Event, people: Iterable[tuple[Details, datetime]], *, now: datetime) -> list[Registration]:
    """Seat people who registered elsewhere, each with the moment of it, as if they came now in this order; nobody is written to.

    Who is here already, or gave their place back here, is passed over, and so are all for whom there is neither place nor
    waiting list. Whether registration is open is not asked: the organizer decides.
    """
    event = Event.objects.lock(event.pk)
    known = set(event.registrations.values_list("address", flat=True))
    is_for_everybody = places.of(event, now=now).is_for_everybody
    seated: list[Registration] = []
    for details, registered_at in people:
        registration = _brought(event, details, registered_at=registered_at)
        if registration.address in known:
            continue
        try:
            _seat_brought(registration, event, is_for_everybody=is_for_everybody, now=now)
        except Full:
            continue
        known.add(registration.address)
        seated.append(registration)
    return Registration.objects.bulk_create(seated, batch_size=1_000) if is_for_everybody else seated


@transaction.atomic
def withdraw(registration: Registration, *, now: datetime) -> bool:
    """Give the place back. It is held for its owner for the grace time, and goes to who waits longest then, or at once.

    Doing it twice gives back one place. Tell whether it was this time.
    """
    event = _lock(registration)
    if not registration.is_active:
        return False
    registration.held_until = seating.grace_of(registration, event, now=now)
    registration.status, registration.withdrawn_at, registration.turn = Status.WITHDRAWN, now, None
    registration.calendar_revision += 1
    registration.save()
    if registration.held_until is None:
        AccessRequest.objects.filter(registration=registration).delete()
    outbox.recall(topic=topic_of(event), recipient=registration.key)
    messages.confirm_withdrawal(registration, now=now)
    waitlist.pass_on(event, now=now)
    return True


@transaction.atomic
def take_back(registration: Registration, *, now: datetime) -> Registration:
    """Undo "I can't come": the place again while it is held or one is left; afterwards the first turn of those who wait.

    Whoever had no place, or let an offer pass, starts anew by the form. Doing it twice does it once. Raises TooLate and Full.
    """
    event = _lock(registration)
    if registration.status != Status.WITHDRAWN or registration.confirmed_at is None:
        return registration
    if not event.is_to_come(now):
        raise TooLate(_("The event is over or does not take place."))
    _begin(registration, event=event, now=now)
    if registration.is_held(now) or not places.of(event, now=now).of(Seat(registration.seat)).is_full:
        seating.confirm(registration, now=now)
    elif event.has_waitlist:
        seating.queue_first(registration, event)
    else:
        raise Full(_("All places are taken."))
    registration.save()
    messages.confirm_place(registration, now=now)
    return registration


@transaction.atomic
def take_offer(registration: Registration, *, now: datetime) -> Registration:
    """Take the place that is offered. Doing it twice does it once. Raises TooLate when its time is over."""
    event = _lock(registration)
    if registration.status == Status.CONFIRMED:
        return registration
    if registration.status != Status.OFFERED or not registration.is_held(now) or not event.is_to_come(now):
        raise TooLate(_("The time to take this place has passed, and it went to the next in line."))
    seating.confirm(registration, now=now)
    registration.save()
    messages.confirm_place(registration, now=now)
    return registration


@transaction.atomic
def prove(registration: Registration, *, now: datetime) -> Registration:
    """Take it that the address is theirs: the place that was held, or what there is now. Doing it twice does it once.

    Raises TooLate and Full.
    """
    event = _lock(registration)
    if registration.status != Status.UNPROVEN:
        return registration
    if not event.is_to_come(now):
        raise TooLate(_("The event is over or does not take place."))
    registration.proven_at = now
    seating.settle(registration, event, now=now)
    registration.save()
    messages.confirm_place(registration, now=now)
    return registration


@transaction.atomic
def change_seat(registration: Registration, seat: Seat, *, now: datetime) -> Registration:
    """Come to the room instead of online, or the other way round; where the room is full, wait for it and take part online meanwhile.

    Whoever asks for what they have waits for the other no longer. Raises TooLate, and Full where there is nothing to be had.
    """
    event = _lock(registration)
    if registration.status != Status.CONFIRMED or seat not in places.seats_of(event):
        raise TooLate(_("This can no longer be changed."))
    count = places.of(event, now=now)
    if seat == registration.seat:
        registration.turn = None
    elif not count.of(seat).is_full:
        registration.seat, registration.turn = seat, None
    elif seat == Seat.ROOM and event.has_waitlist:
        registration.turn = registration.turn or seating.next_turn(event)
    else:
        raise Full(seating.full_sentence(seat, count))
    registration.calendar_revision += 1
    registration.save()
    messages.confirm_place(registration, now=now)
    waitlist.pass_on(event, now=now)
    return registration


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


def _lock(registration: Registration) -> Event:
    """Lock the event and re-read the registration into this very instance."""
    event = Event.objects.lock(registration.event_id)
    registration.refresh_from_db()
    registration.event = event
    return event


def _take_details(registration: Registration, details: Details, *, event: Event) -> None:
    registration.name, registration.email, registration.address = details.name, details.email, normalized(details.email)
    registration.language, registration.zone, registration.source = details.language, details.zone or event.zone, details.source
    registration.seat = seating.seat_for(event, details.seat)


def _brought(event: Event, details: Details, *, registered_at: datetime) -> Registration:
    registration = Registration(event=event)
    _take_details(registration, details, event=event)
    _begin(registration, event=event, now=registered_at)
    return registration


def _seat_brought(registration: Registration, event: Event, *, is_for_everybody: bool, now: datetime) -> None:
    """Give a place or a turn. Only where places can run out is each saved before the next is counted."""
    if is_for_everybody:
        seating.confirm(registration, now=now)
    else:
        seating.place(registration, event, now=now)
        registration.save()


def _take_request(registration: Registration, details: Details, *, now: datetime) -> None:
    if (details.access or details.need) and not AccessRequest.objects.filter(registration=registration).exists():
        asking.ask(registration, details.access, words=details.need, now=now)


def _begin(registration: Registration, *, event: Event, now: datetime) -> None:
    """Let a registration begin, or begin anew: from now on, and from what the event is now."""
    assert event.starts_at is not None  # noqa: S101  who calls has seen it
    if registration.withdrawn_at:
        registration.calendar_revision += 1
    registration.registered_at, registration.withdrawn_at = now, None
    registration.told_sequence, registration.told_starts_at = event.sequence, event.starts_at
