"""One person's calendar entry by mail (iMIP, RFC 6047), by the rules of the calendar design.

Three ways, by configuration. *updates*: METHOD:REQUEST from the organization, accepted already, so that the entry moves
and cancels by itself. *file*: a METHOD:PUBLISH attachment, where the mail service refuses the invitation's part.
"""

import re
from dataclasses import dataclass

from django.conf import settings

from events_service.events.domain import hosting, ical
from events_service.events.models import Event, Presence
from events_service.lib.slots import slot
from events_service.lib.tokens import Purpose
from events_service.mail.domain.outbox import CalendarPart


@dataclass(frozen=True)
class Own:
    """What the entries of one kind of people have of their own: the personal page to enter by, and the slot of a UID of theirs."""

    page: Purpose
    uid: str = ""


def part(event: Event, language: str, own: Own, *, method: str | None) -> CalendarPart | None:
    """Return the object with slots for who it is for, or None where none goes along. `method` is REQUEST or CANCEL."""
    if method is None or event.starts_at is None:
        return None
    if settings.CALENDAR_MODE == "file":
        if method == "CANCEL":
            return None  # a copy that was imported by hand does not listen
        return CalendarPart("PUBLISH", _body(event, language, own, method="PUBLISH", attendee=False))
    return CalendarPart(method, _body(event, language, own, method=method, attendee=True))


def _body(event: Event, language: str, own: Own, *, method: str, attendee: bool) -> str:
    """Serialize with the library, unfold (RFC 5545, 3.1), and put slots where each copy differs."""
    component = ical.component(event, language, stamped_at=event.changed_at)
    whole = ical.calendar_bytes([component.to_ical().decode()], method=method).decode()
    ours = _own_lines(event, own, method=method)
    lines = [ours.get(_name(line), line) for line in re.sub(r"\r\n[ \t]", "", whole).split("\r\n")]
    if event.published_at is None:  # nobody else sees its page yet
        lines = [line.replace(ical.page_address(event, language), slot("link", own.page)) for line in lines]
    summary = next(line for line in lines if _name(line) == "SUMMARY").partition(":")[2]
    end = lines.index("END:VEVENT")
    lines[end:end] = [*(_people(event) if attendee else []), *([] if method == "CANCEL" else _alarm(summary))]
    return "\n".join(lines)


def _name(line: str) -> str:
    return re.split("[:;]", line, maxsplit=1)[0]


def _own_lines(event: Event, own: Own, *, method: str) -> dict[str, str]:
    lines = {"DTSTAMP": f"DTSTAMP:{slot('stamp', 'made_at')}", "SEQUENCE": f"SEQUENCE:{slot('text', 'sequence')}"}
    if own.uid:
        lines["UID"] = f"UID:{slot('text', own.uid)}"
    if event.presence == Presence.ONLINE:
        lines["LOCATION"] = f"LOCATION:{slot('link', own.page)}"
    if method == "CANCEL":
        lines["STATUS"] = "STATUS:CANCELLED"
    return lines


def _people(event: Event) -> list[str]:
    """Exactly one attendee, whom the mail is for, accepted already; the organizer as the From address and nothing else."""
    attendee = f'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN="{slot("text", "cn")}"'
    return [f"ORGANIZER:mailto:{hosting.sender_of(event).sender_address}", f"{attendee}:mailto:{slot('text', 'address')}"]


def _alarm(summary: str) -> list[str]:
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{summary}", "TRIGGER:-PT15M", "END:VALARM"]
