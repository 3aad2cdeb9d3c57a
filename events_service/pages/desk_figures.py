"""The figures on top of an event's desk, in words: the page shows them, and asks for them again while somebody looks at it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events_service.events.models import Event
from events_service.mail.domain.fates import Copies
from events_service.pages.desk_rows import Row
from registrations.domain.attendance import Attendance
from registrations.domain.places import Places

_OF_A_ROW = ("number", "beside", "below")


@dataclass(frozen=True)
class Figure:
    """A number with what stands above it, beside it and below it, and what is wrong, if anything."""

    key: str
    heading: str
    number: int
    beside: str
    below: str
    alarm: str = ""


def of(event: Event, places: Places, mail: Copies, attendance: Attendance | None, *, is_over: bool) -> list[Figure]:
    """Return the figures of an event; who came is among them from its start."""
    figures = [_registered(places), _waiting(event, places), _mail(mail)]
    return [*figures, _came(attendance, is_over=is_over)] if attendance else figures


def texts(figures: list[Figure]) -> dict[str, str]:
    """Return every word of the figures that can change, by the spot of the page where it stands."""
    parts = ("number", "beside", "below", "alarm")
    return {f"{figure.key}-{part}": str(getattr(figure, part)) for figure in figures for part in parts}


def texts_of_rows(rows: Iterable[Row]) -> dict[str, str]:
    """Return every word about who comes that can change in a list of events, by the spot of the page where it stands."""
    return {f"{row.event.pk}-{part}": str(getattr(row.figure, part)) for row in rows if row.figure for part in _OF_A_ROW}


def _registered(places: Places) -> Figure:
    if places.capacity is None or places.left is None:
        return Figure("registered", _("Registered"), places.taken, "", _("Places for everybody"))
    left = ngettext("%(left)s place left", "%(left)s places left", places.left) % {"left": places.left}
    return Figure("registered", _("Registered"), places.taken, _("of %(capacity)s") % {"capacity": places.capacity}, left)


def _waiting(event: Event, places: Places) -> Figure:
    below = _("The next one moves up by itself") if event.has_waitlist else _("There is no waiting list")
    return Figure("waiting", _("Waiting"), places.waiting, "", below)


def _mail(mail: Copies) -> Figure:
    waiting, troubled = (
        _("%(waiting)s in transit") % {"waiting": mail.in_transit},
        _("%(troubled)s in trouble") % {"troubled": mail.troubled},
    )
    below, alarm = (f"{waiting},", troubled) if mail.troubled else (f"{waiting}, {troubled}", "")
    return Figure("mail", _("Messages sent"), mail.left, _("of %(total)s") % {"total": mail.total}, below, alarm)


def _came(attendance: Attendance, *, is_over: bool) -> Figure:
    missing = {"missing": attendance.missing}
    below = _("%(missing)s did not") % missing if is_over else _("%(missing)s not yet") % missing
    return Figure("came", _("Came"), attendance.came, _("of %(total)s") % {"total": attendance.registered}, below)
