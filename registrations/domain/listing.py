"""The list of who comes, as a desk shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from events_service.events.models import Event
from events_service.mail.domain import fates
from events_service.mail.models import Fate
from registrations.domain.messages import PLACE_KINDS
from registrations.models import Registration
from registrations.models.registration import RegistrationQuerySet


@dataclass(frozen=True)
class Row:
    """A registration and what became of the mail that confirmed it, if one was sent."""

    registration: Registration
    fate: Fate | None


def find(event: Event, *, words: str = "", status: str = "") -> RegistrationQuerySet:
    """Return who registered, latest first: all, or those of one status, or those whose name or address has these words."""
    found = Registration.objects.filter(event=event).order_by("-registered_at", "-pk")
    if status:
        found = found.filter(status=status)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return found


def with_fates(registrations: Iterable[Registration]) -> list[Row]:
    """Put beside each registration the fate of the newest mail about its place, in one query for all."""
    rows = list(registrations)
    known = fates.latest([registration.key for registration in rows], kinds=PLACE_KINDS)
    return [Row(registration, known.get(registration.key)) for registration in rows]
