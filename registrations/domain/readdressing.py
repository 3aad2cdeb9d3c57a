"""Correcting the address: the new one is proven before anything changes, and the old one is told afterwards."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.lib.addresses import fingerprint, normalized
from events_service.lib.errors import DomainError
from events_service.mail.domain import suppressing
from events_service.mail.models import Delivery
from registrations.domain import messages, sending_links
from registrations.models import AddressChange, Registration

GOOD_FOR = timedelta(days=1)
AN_HOUR_AT_MOST = 3


class NotNew(DomainError):
    """This is the address already."""

    field = "email"


class TooOften(DomainError):
    """As many mails went out as one may set off."""

    field = "email"


class TooLate(DomainError):
    """The link is too old, or the event is over."""


class Taken(DomainError):
    """Who has this mailbox has a registration of their own."""


@transaction.atomic
def ask(registration: Registration, email: str, *, now: datetime) -> None:
    """Mail the new address a link that proves it; until it is followed everything stays as it is. Asked anew, only the last one counts.

    Raises NotNew, TooOften and TooLate. Whether the address is registered itself is not told: only its owner will learn of it.
    """
    event = Event.objects.lock(registration.event_id)
    registration = Registration.objects.lock(registration.pk)
    registration.event = event
    if not registration.is_active or not event.is_to_come(now):
        raise TooLate(_("The event is over or does not take place."))
    if normalized(email) == registration.address:
        raise NotNew(_("This is the address that we write to already."))
    if _asks(recipient=registration.key, since=now - timedelta(hours=1)) >= AN_HOUR_AT_MOST or (
        _asks(address_hash=fingerprint(email), since=now - timedelta(days=1)) >= sending_links.A_DAY_AT_MOST
    ):
        raise TooOften(_("We have written a few times already. Please look for the mail, or try again in an hour."))
    number = secrets.randbelow(2**31 - 1) + 1
    said = {"number": number, "email": email, "asked_at": now, "proven_at": None}
    AddressChange.objects.update_or_create(registration=registration, defaults=said)
    messages.prove_new_address(registration, email, number=number, now=now)


@transaction.atomic
def prove(registration: Registration, *, now: datetime) -> Registration:
    """Write to the new address from now on. Old links become invalid, and what waits goes to the new address.

    Doing it twice does it once. Raises TooLate and Taken.
    """
    event = Event.objects.lock(registration.event_id)
    registration = Registration.objects.lock(registration.pk)
    registration.event = event
    change = asked(registration)
    if change is None or change.proven_at:
        return registration
    if change.asked_at <= now - GOOD_FOR or not registration.is_active or not event.is_to_come(now):
        raise TooLate(_("This link is too old. Please name the address once more."))
    address, old = normalized(change.email), registration.email
    if event.registrations.filter(address=address).exclude(pk=registration.pk).exists():
        raise Taken(_("This address is registered for this event itself, so there is nothing to change."))
    had_left = suppressing.has_left(old, scope=topic_of(event))
    registration.email, registration.address, registration.proven_at = change.email, address, now
    registration.link_version += 1
    registration.calendar_revision += 1
    registration.save()
    if had_left:
        suppressing.suppress(change.email, reason=suppressing.Reason.LEFT, scope=topic_of(event))
    sending_links.take_along(registration)
    messages.tell_old_address(registration, old, number=change.number, now=now)
    change.proven_at = now
    change.save(update_fields=["proven_at"])
    messages.confirm_place(registration, now=now)
    return registration


def asked(registration: Registration) -> AddressChange | None:
    """Return the address that this person named last, proven or not."""
    return AddressChange.objects.filter(registration=registration).first()


def _asks(*, since: datetime, **whose: str) -> int:
    return Delivery.objects.filter(message__kind="new-address", created_at__gt=since, **whose).count()
