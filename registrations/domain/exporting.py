"""The registrations of an event as a table: for organizers alone, in the words of whoever reads it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events_service.accounts.models import Act, User
from events_service.events.domain import deeds
from events_service.events.models import Event
from events_service.lib import timezones
from registrations.domain import listing
from registrations.domain.listing import Wanted
from registrations.models import Presence, Registration, Seat, Status

_AT_ONCE = 2_000  # rows
_COLUMNS = (
    "pk",
    "name",
    "email",
    "status",
    "seat",
    "registered_at",
    "confirmed_at",
    "withdrawn_at",
    "language",
    "zone",
    "source",
    "attended_at",
)


def table(event: Event, wanted: Wanted, *, language: str) -> Iterator[list[object]]:
    """Yield the headings and then a row for each who is wanted, each as soon as it is there; moments are those of the event's zone.

    The words are looked up before the first row leaves, since what follows may be asked for outside of the request.
    """
    headings = _headings(event, language)
    statuses = {str(value): str(words) for value, words in Status.choices}
    seats = {str(value): str(words) for value, words in Seat.choices}
    return _rows(event, wanted, headings, statuses, seats)


def record(event: Event, *, rows: int, kind: str, by: User, now: datetime) -> None:
    """Write down that somebody took the list away, and how long it was."""
    deeds.record(Act.REGISTRATIONS_EXPORTED, event, by=by, now=now, more=f"{kind}, {rows}")


def _headings(event: Event, language: str) -> list[object]:
    zone = timezones.zone_words(event.starts_at, event.zone, language) if event.starts_at else event.zone
    moments = (pgettext("since", "Registered"), _("Got the place"), _("Gave the place back"), _("Came in"))
    registered, confirmed, withdrawn, came = (f"{words} ({zone})" for words in moments)
    return [
        *(_("Name"), _("Email"), _("Status"), _("Turn on the waiting list"), _("In the room or online"), registered, confirmed, withdrawn),
        *(_("Language"), _("Time zone"), _("Source"), came, _("Minutes there"), _("Joined how often")),
    ]


def _rows(event: Event, wanted: Wanted, headings: list[object], statuses: dict[str, str], seats: dict[str, str]) -> Iterator[list[object]]:
    yield headings
    there = ZoneInfo(event.zone)
    turns = {pk: turn for turn, pk in enumerate(Registration.objects.filter(event=event).waitlisted().values_list("pk", flat=True), 1)}
    longest = Presence.objects.filter(registration=OuterRef("pk")).order_by("-minutes")
    found = listing.find(event, wanted).annotate(
        minutes=Subquery(longest.values("minutes")[:1]), joins=Subquery(longest.values("joins")[:1])
    )
    for row in found.values_list(*_COLUMNS, "minutes", "joins").iterator(chunk_size=_AT_ONCE):
        pk, name, email, status, seat, registered, confirmed, withdrawn, language, zone, source, came, minutes, joins = row
        moments = (_wall(moment, there) for moment in (registered, confirmed, withdrawn))
        yield [
            *(name, email, statuses.get(status, status), turns.get(pk, ""), seats.get(seat, seat), *moments),
            *(language, zone, source, _wall(came, there), _or_empty(minutes), _or_empty(joins)),
        ]


def _wall(moment: datetime | None, there: ZoneInfo) -> datetime | str:
    return moment.astimezone(there).replace(tzinfo=None) if moment else ""


def _or_empty(number: Any) -> object:
    return "" if number is None else number
