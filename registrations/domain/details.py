"""What people change of themselves: what they said, whether they are reminded, how many were with them, and the next event of a series."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from events_service.mail.domain import suppressing
from registrations.domain import signup
from registrations.domain.signup import Details
from registrations.models import Registration

WITH_THEM_AT_MOST = 500


class NotThere(DomainError):
    """Only of who came it can be said who was with them."""


@transaction.atomic
def change(registration: Registration, *, name: str, language: str, zone: str) -> None:
    """Call and write to the person like this from now on. What was sent before stays as it was."""
    registration = Registration.objects.lock(registration.pk)
    if registration.erased_at is None:
        registration.name, registration.language, registration.zone = name, language, zone
        registration.save(update_fields=["name", "sought", "language", "zone"])


def want_reminders(registration: Registration) -> None:
    """Send reminders of the event to this address again. Those that were left out meanwhile are not sent after all."""
    suppressing.lift(registration.email, scope=topic_of(registration.event))


def say_who_was_there(registration: Registration, *, others: int) -> None:
    """Keep how many others took part with this person, at one screen or in one room. Raises NotThere."""
    if not Registration.objects.filter(pk=registration.pk, attended_at__isnull=False).update(with_them=others):
        raise NotThere(_("This can be said once you were there."))


def others_of_the_series(registration: Registration, *, now: datetime) -> list[tuple[Event, Registration | None]]:
    """Return the coming dates of the series, each with this person's registration if there is one, in two statements."""
    series = registration.event.series_id
    if series is None:
        return []
    dates = Event.objects.listed().coming(now).filter(series=series).exclude(pk=registration.event_id)
    known = _mine_by_event(registration, events := list(dates))
    return [(event, known.get(event.pk)) for event in events if event.pk in known or event.takes_registrations(now)]


def register_too(registration: Registration, slug: str, *, now: datetime) -> Registration | None:
    """Register this person for another date of the series, with what they said for this one; None where there is no such date.

    Raises what `signup.register` raises. Doing it twice registers once.
    """
    event = next((event for event, _mine in others_of_the_series(registration, now=now) if event.slug == slug), None)
    if event is None:
        return None
    said = Details(registration.name, registration.email, registration.language, registration.zone, seat=registration.seat)
    return signup.register(event, details=said, now=now)


def _mine_by_event(registration: Registration, events: Iterable[Event]) -> dict[int, Registration]:
    mine = Registration.objects.active().filter(address=registration.address, event__in=events)
    return {one.event_id: one for one in mine}
