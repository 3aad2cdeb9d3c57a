"""What people are told of the place: room, directions, step-free access, food, children. The address is the event's own."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2s

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import changing
from events_service.events.domain.details import write as write_columns
from events_service.events.models import Event, Presence, Venue
from events_service.lib.errors import DomainError

SAID = ("room", "directions", "step_free", "food", "children")
COLUMNS = frozenset(f"{name}_{code}" for name in SAID for code, _name in settings.LANGUAGES)


class ChangedSince(DomainError):
    """Somebody else changed it after this person had opened it."""


def of(event: Event) -> Venue | None:
    """Return what is said of the place; None where nothing is, or where nobody goes anywhere."""
    if event.presence == Presence.ONLINE:
        return None
    venue: Venue | None = getattr(event, "venue", None)
    return venue


def version(event: Event) -> str:
    """Return a digest of what is said: another digest, other words."""
    row = Venue.objects.filter(event=event).values_list(*sorted(COLUMNS)).first()
    return blake2s(repr(row or ("",) * len(COLUMNS)).encode(), digest_size=6).hexdigest()


@transaction.atomic
def write(event: Event, said: Mapping[str, str], *, opened: str = "", now: datetime) -> None:
    """Let this be said of the place; where nothing is, nothing is kept. Calendars do not carry it, so nobody is told of a move.

    `said` names columns of COLUMNS; `opened` is the version that the writer began with, empty where they began this moment.
    Raises ChangedSince, Unfit; then nothing is changed.
    """
    changing.lock(event)
    if opened and opened != version(event):
        raise ChangedSince(
            _("Somebody changed this while you were writing; it stands above as it is now. Save again to put yours in its place.")
        )
    venue = Venue.objects.filter(event=event).first() or Venue(event=event)
    write_columns(venue, said, COLUMNS)
    if any(getattr(venue, name) for name in COLUMNS):
        venue.save()
    elif venue.pk:
        venue.delete()
    changing.save(event, now=now)


def bring_along(event: Event, copy: Event) -> None:
    """Let the same be said of the place of an event's copy."""
    for venue in Venue.objects.filter(event=event):
        Venue.objects.create(event=copy, **{name: getattr(venue, name) for name in COLUMNS})
