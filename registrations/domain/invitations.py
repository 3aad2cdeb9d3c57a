"""Personal calendar entries by mail (iMIP, RFC 6047), by the rules of the calendar design.

Three ways, by configuration. *updates*: METHOD:REQUEST from the organization, accepted already, so that the entry moves
and cancels by itself. *file*: a METHOD:PUBLISH attachment, where the mail service refuses the invitation's part.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from events_service.events.domain import hosting, ical
from events_service.events.models import Event
from events_service.lib.slots import slot
from events_service.mail.domain.outbox import CalendarPart
from registrations.models import CalendarObject, Registration

_ALARM = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:{summary}", "TRIGGER:-PT15M", "END:VALARM"]


def part(event: Event, language: str, *, method: str | None) -> CalendarPart | None:
    """Return the object with slots for who it is for, or None where none goes along. `method` is REQUEST or CANCEL."""
    if method is None or event.starts_at is None:
        return None
    if settings.CALENDAR_MODE == "file":
        if method == "CANCEL":
            return None  # a copy that was imported by hand does not listen
        return CalendarPart("PUBLISH", _body(event, language, method="PUBLISH", attendee=False))
    return CalendarPart(method, _body(event, language, method=method, attendee=True))


def personal_file(registration: Registration, language: str, *, now: datetime) -> bytes:
    """Return the entry of one person to import by hand: METHOD:PUBLISH, the join page as its place."""
    event = registration.event
    component = ical.component(event, language, stamped_at=now, sequence=event.sequence + registration.calendar_revision)
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


def _body(event: Event, language: str, *, method: str, attendee: bool) -> str:
    """Serialize with the library, unfold, and put slots where each copy differs."""
    component = ical.component(event, language, stamped_at=event.changed_at, location=_location(event))
    whole = ical.calendar_bytes([component.to_ical().decode()], method=method).decode()
    lines = re.sub(r"\r\n[ \t]", "", whole).split("\r\n")
    return "\n".join(changed for line in lines for changed in _personal(line, event, attendee=attendee, cancelled=method == "CANCEL"))


def _location(event: Event) -> str | None:
    return slot("link", "join") if event.presence == "online" else None


def _personal(line: str, event: Event, *, attendee: bool, cancelled: bool) -> list[str]:
    name = re.split("[:;]", line, maxsplit=1)[0]
    if name == "DTSTAMP":
        return [f"DTSTAMP:{slot('stamp', 'made_at')}"]
    if name == "SEQUENCE":
        return [f"SEQUENCE:{slot('text', 'sequence')}"]
    if name == "STATUS" and cancelled:
        return ["STATUS:CANCELLED"]
    if line == "END:VEVENT":
        return [*(_people(event) if attendee else []), *([] if cancelled else _alarm(event)), line]
    return [line]


def _people(event: Event) -> list[str]:
    """Exactly one attendee, whom the mail is for, accepted already; the organizer as the From address and nothing else."""
    attendee = f'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN="{slot("text", "cn")}"'
    return [f"ORGANIZER:mailto:{hosting.sender_of(event).sender_address}", f"{attendee}:mailto:{slot('text', 'address')}"]


def _alarm(event: Event) -> list[str]:
    summary = ical.component(event, "en", stamped_at=event.changed_at)["SUMMARY"].to_ical().decode()
    return [line.format(summary=summary.replace("{", "(").replace("}", ")")) for line in _ALARM]
