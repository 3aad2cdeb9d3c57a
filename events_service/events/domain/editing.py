"""Writing an event from one page: details, times, room and speakers together, or nothing of it."""

from collections.abc import Set as AbstractSet
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization, User
from events_service.events.domain import changing, publishing, rooms, scheduling, speaking
from events_service.events.domain.written import TIMES, RoomDetails, Version, Written, standing
from events_service.events.models import Event
from events_service.lib.errors import DomainError

__all__ = ["ChangedMeanwhile", "RoomDetails", "Version", "Written", "change", "create", "standing"]


class ChangedMeanwhile(DomainError):
    """Somebody changed `names` since this page was opened, and saving it would undo that. Of times: nobody types them any more."""

    def __init__(self, names: AbstractSet[str]) -> None:
        super().__init__(_("Somebody changed this while you were writing."))
        self.names = names


@transaction.atomic
def create(organization: Organization, *, written: Written, publish: bool, by: User | None = None, now: datetime) -> Event:
    """Make the event, as a draft or published. Raises DomainError, and then nothing was made."""
    assert written.times is not None  # noqa: S101  the form asks for them whenever there is no event yet
    event = publishing.create(organization, details=written.details, when=written.times, now=now)
    _finish(event, written=written, publish=publish, by=by, now=now)
    _sign(event, by)
    return event


@transaction.atomic
def change(event: Event, *, written: Written, opened: Version | None = None, publish: bool, by: User | None = None, now: datetime) -> Event:
    """Write the page anew over the event. Raises DomainError, and then nothing was changed.

    `opened` is the version that the writer had before their eyes when they began, and None where they began this moment.
    Raises ChangedMeanwhile where somebody else's words since then would be lost.
    """
    changing.lock(event)
    before = Version.of(standing(event))
    if opened is not None and (names := _unseen(before, mine=Version.of(written), opened=opened)):
        raise ChangedMeanwhile(names)
    publishing.edit(event, details=written.details, by=by, now=now)
    if written.times is not None:
        scheduling.reschedule(event, written.times, by=by, now=now)
    _finish(event, written=written, publish=publish, by=by, now=now)
    if Version.of(standing(event)) != before:
        _sign(event, by)
    return event


def _unseen(theirs: Version, *, mine: Version, opened: Version) -> set[str]:
    """Return what stands there now that the writer has neither seen nor written themselves."""
    unseen = {name for name in mine.digests if theirs.get(name) not in {opened.get(name), mine.get(name)}}
    return unseen | (opened.only(TIMES).digests.keys() - mine.digests.keys())


def _finish(event: Event, *, written: Written, publish: bool, by: User | None, now: datetime) -> None:
    rooms.change(event, asdict(written.room), by=by, now=now)
    speaking.set_speakers(event, list(written.speakers), now=now)
    if publish:
        publishing.publish(event, by=by, now=now)
    event.refresh_from_db()


def _sign(event: Event, by: User | None) -> None:
    """Write down who wrote the page last."""
    event.written_by = by
    event.save(update_fields=["written_by"])
