"""Personal links once more: mailed to who lost them, and made invalid by who gave them away."""

from datetime import datetime, timedelta

from django.db import transaction

from events_service.events.models import Event
from events_service.lib.addresses import fingerprint, normalized
from events_service.mail.models import Delivery, Fate
from registrations.domain import messages, signup
from registrations.models import Registration

A_DAY_AT_MOST = 10  # mails to one address that forms can set off


def send_all(email: str, *, now: datetime) -> int:
    """Mail this address its links to everything that is coming, a mail for each event; return how many mails that were.

    Each event's mail leaves as often as `signup.say_again` lets it, and ten a day in all. Who asks is told the same whatever it was.
    """
    coming = Registration.objects.active().filter(address=normalized(email), event__ends_at__gt=now, event__published_at__isnull=False)
    lately = Delivery.objects.filter(address_hash=fingerprint(email), message__kind__in=messages.PLACE_KINDS)
    left = A_DAY_AT_MOST - lately.filter(created_at__gt=now - timedelta(days=1)).count()
    sent = 0
    for registration in coming.order_by("event__starts_at", "pk"):
        if sent < left:
            sent += signup.say_again(registration, now=now)
    return sent


@transaction.atomic
def renew(registration: Registration, *, now: datetime) -> bool:
    """Make every link of this registration invalid that was sent so far, and mail new ones. Tell whether there was something to renew.

    What waits to be sent takes the new links along. Who has no place and waits for none keeps the old ones: nobody would write to them.
    """
    event = Event.objects.lock(registration.event_id)
    before, registration = registration.link_version, Registration.objects.lock(registration.pk)
    if registration.link_version != before or not registration.is_active or not event.is_to_come(now):
        return False
    registration.link_version += 1
    registration.calendar_revision += 1  # the entry in the calendar leads to the join page: it is sent anew
    registration.save(update_fields=["link_version", "calendar_revision"])
    registration.event = event
    take_along(registration)
    messages.confirm_place(registration, now=now)
    return True


def take_along(registration: Registration) -> None:
    """Let what waits for this person go to the address that the registration has now, with the links that work now."""
    waiting = Delivery.objects.filter(recipient=registration.key, state__in=(Fate.QUEUED, Fate.RECALLED)).by_urgency()
    for copy in waiting.exclude(message__kind="new-address").select_for_update(of=("self",)):
        copy.values["link_version"] = registration.link_version
        copy.address, copy.address_hash = registration.email, fingerprint(registration.email)
        copy.save(update_fields=["values", "address", "address_hash"])
