"""The calendar entries of those who come: by mail (`events.domain.imip`), as a file, and on record."""

from collections.abc import Iterable
from datetime import datetime

from events_service.events.domain import ical, imip
from events_service.events.domain.imip import Own
from events_service.events.models import Event, Presence
from events_service.lib.tokens import personal_address
from events_service.mail.domain.outbox import CalendarPart
from registrations.models import CalendarObject, Registration


def part(event: Event, language: str, *, method: str | None) -> CalendarPart | None:
    """Return the entry with slots for who it is for, or None where none goes along. `method` is REQUEST or CANCEL."""
    return imip.part(event, language, Own(page="join"), method=method)


def personal_file(registration: Registration, language: str, *, now: datetime) -> bytes:
    """Return the entry of one person to import by hand: METHOD:PUBLISH, the join page as the place of an online event."""
    event = registration.event
    sequence = event.sequence + registration.calendar_revision
    location = (
        personal_address("join", registration.key, registration.link_version, language) if event.presence == Presence.ONLINE else None
    )
    component = ical.component(event, language, stamped_at=now, sequence=sequence, location=location)
    return ical.calendar_bytes([component.to_ical().decode()], method="PUBLISH")


def record(event: Event, registrations: Iterable[Registration], *, message_key: str, method: str, now: datetime) -> None:
    """Remember which entry each person was sent, so that the desk knows who still holds the old time."""
    assert event.starts_at is not None  # noqa: S101  only dated events are written about
    CalendarObject.objects.bulk_create(
        (
            CalendarObject(
                registration=registration,
                message_key=message_key,
                method=method,
                sequence=event.sequence + registration.calendar_revision,
                starts_at=event.starts_at,
                dtstamp=now,
            )
            for registration in registrations
        ),
        ignore_conflicts=True,
    )
