"""Writing an event from one page: details, times, room and speakers together, or nothing of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from events_service.accounts.models import Organization, User
from events_service.events.domain import publishing, scheduling, speaking
from events_service.events.domain.scheduling import Times
from events_service.events.domain.speaking import SpeakerLine
from events_service.events.models import Event


@dataclass(frozen=True)
class RoomDetails:
    """Where it meets online; without an address there is no room."""

    url: str = ""
    passcode: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Written:
    """What one page says of an event. `times` is None where they stay as they are."""

    details: Mapping[str, object]
    times: Times | None
    room: RoomDetails
    speakers: Sequence[SpeakerLine]


@transaction.atomic
def create(organization: Organization, *, written: Written, publish: bool, by: User | None = None, now: datetime) -> Event:
    """Make the event, as a draft or published. Raises DomainError, and then nothing was made."""
    assert written.times is not None  # noqa: S101  the form asks for them whenever there is no event yet
    event = publishing.create(organization, details=written.details, when=written.times, now=now)
    return _finish(event, written=written, publish=publish, by=by, now=now)


@transaction.atomic
def change(event: Event, *, written: Written, publish: bool, by: User | None = None, now: datetime) -> Event:
    """Write the page anew over the event. Raises DomainError, and then nothing was changed."""
    publishing.edit(event, details=written.details, now=now)
    if written.times is not None:
        scheduling.reschedule(event, written.times, by=by, now=now)
    return _finish(event, written=written, publish=publish, by=by, now=now)


def _finish(event: Event, *, written: Written, publish: bool, by: User | None, now: datetime) -> Event:
    publishing.set_room(event, url=written.room.url, passcode=written.room.passcode, phone=written.room.phone)
    speaking.set_speakers(event, list(written.speakers), now=now)
    if publish:
        publishing.publish(event, by=by, now=now)
    event.refresh_from_db()
    return event
