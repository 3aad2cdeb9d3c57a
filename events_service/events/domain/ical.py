"""An event as an iCalendar entry (RFC 5545 and 7986), by the rules that real calendar programs force on us."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from textwrap import shorten

import icalendar
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import vDuration, vText

from events_service.events.models import Event, Presence
from events_service.lib import timezones
from events_service.lib.bilingual import in_language
from events_service.lib.markdown import to_text
from events_service.lib.slots import plain

PRODID = "-//Events Service//Events Service 1//EN"
_END = b"END:VCALENDAR\r\n"
_DESCRIBED = 500  # characters of the page's text, where there is no summary


def entry(event: Event, language: str) -> str:
    """Return the event's component as every public calendar has it; the same event always gives the same text."""
    text: str = component(event, language, stamped_at=event.changed_at).to_ical().decode()
    return text


def component(
    event: Event, language: str, *, stamped_at: datetime, sequence: int | None = None, location: str | None = None
) -> icalendar.Event:
    """Return the VEVENT of an event that has a time.

    `stamped_at` is DTSTAMP: when the object was made, or for a feed when the event's face last changed. `sequence` and
    `location` stand for the event's own where one person's copy has another. No room is in it, and nobody's address.
    """
    if event.starts_at is None or event.ends_at is None:
        raise ValueError("an event without a time has no calendar entry")
    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("dtstamp", stamped_at.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("sequence", event.sequence if sequence is None else sequence)
    component.add("dtstart", event.starts_at.astimezone(UTC))
    component.add("dtend", event.ends_at.astimezone(UTC))
    component.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    component.add("summary", summary(event, language))
    component.add("description", description(event, language))
    component.add("url", page_address(event, language))
    with translation.override(language):
        component.add("categories", [str(event.get_kind_display())])
    if place := location or where(event, language):
        component.add("location", place)
    return component


def summary(event: Event, language: str) -> str:
    """Return what a calendar shows in its grid: the title on one line, and whether it was called off."""
    title = _line(in_language(event, "title", language))
    if not event.cancelled_at:
        return title
    with translation.override(language):
        return _("Cancelled: %(title)s") % {"title": title}


def description(event: Event, language: str) -> str:
    """Return what a calendar shows when the entry is opened: what it is about, when it is where it is held, and its page."""
    assert event.starts_at is not None and event.ends_at is not None  # noqa: PT018, S101  both or neither: a constraint of the table
    page, zone = page_address(event, language), event.zone
    day = timezones.day_words(event.starts_at, zone, language)
    span = timezones.span_words(event.starts_at, event.ends_at, zone, language)
    with translation.override(language):
        paragraphs = [
            _("This event is cancelled.") if event.cancelled_at else "",
            event.cancel_reason,
            _about(event, language),
            f"{day}, {span} {timezones.zone_words(event.starts_at, zone, language)}",
            (_("Watch the recording: %(address)s") if event.watchable_at else _("The event’s page: %(address)s")) % {"address": page},
        ]
    return _text("\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip()))


def where(event: Event, language: str) -> str:
    """Return where one goes: to the place, or online to the event's page, which leads on into the room."""
    return page_address(event, language) if event.presence == Presence.ONLINE else _line(event.place)


def page_address(event: Event, language: str) -> str:
    """Return the whole address of the event's page in this language."""
    with translation.override(language):
        return f"{settings.SITE_URL}{event.get_absolute_url()}"


def calendar_bytes(
    entries: Iterable[str], *, method: str = "PUBLISH", name: str | None = None, description: str | None = None, zone: str | None = None
) -> bytes:
    """Return a whole calendar around these entries, byte for byte what icalendar itself would write.

    `name`, `description` and `zone` are those of a feed. The file of one event has none: Outlook would open a calendar for it.
    """
    before = _before_entries(method, name, description, zone)
    return b"".join([before, *(entry.encode() for entry in entries), _END])


@lru_cache(maxsize=500)
def _before_entries(method: str, name: str | None, description: str | None, zone: str | None) -> bytes:
    whole: bytes = calendar(method=method, name=name, description=description, zone=zone).to_ical()
    return whole.removesuffix(_END)


def calendar(*, method: str, name: str | None = None, description: str | None = None, zone: str | None = None) -> icalendar.Calendar:
    """Return a calendar without entries."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name is not None:  # as vText: Calendar.new(name=…) of icalendar 7.3 writes it unescaped and fails on a line break
        calendar.add("name", vText(_line(name)))
        calendar.add("x-wr-calname", vText(_line(name)))
        calendar.add("refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    if description:
        calendar.add("x-wr-caldesc", vText(_text(description)))
    if zone:
        calendar.add("x-wr-timezone", vText(zone))
    return calendar


def _about(event: Event, language: str) -> str:
    """Return the summary, or the beginning of the page's text; four times as much Markdown is enough to read for that."""
    text = in_language(event, "summary", language)
    return text or shorten(to_text(in_language(event, "text", language)[: 4 * _DESCRIBED]), _DESCRIBED, placeholder=" …")


def _line(words: str) -> str:
    return " ".join(plain(words).split())


def _text(words: str) -> str:
    """icalendar writes control characters as they are, and a lone carriage return would end the line for some readers."""
    return plain(words).replace("\r\n", "\n").replace("\r", "\n")
