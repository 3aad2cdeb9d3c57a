"""The room where an online event meets, and what is said to those who wait before its door. No page, feed or entry shows it."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act, User
from events_service.events.domain import changing, deeds
from events_service.events.domain.details import write
from events_service.events.domain.written import Version
from events_service.events.models import Event, Room, ScreenLine
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain

DETAILS = frozenset(
    {
        *("url", "passcode", "phone", "captions_url", "interpretation"),
        *("size", "overflow_url", "overflow_passcode", "who_to_call"),
    }
)
_NUMBER = re.compile(r"\+?\d[\d ()./-]{4,}\d")


class ChangedMeanwhile(DomainError):
    """Somebody changed `names` since the page was opened, and saving would undo that. `room` is what stands there now."""

    def __init__(self, names: AbstractSet[str], room: Room) -> None:
        super().__init__(_("Somebody changed the room while you were writing. Look at what they wrote, then save again."))
        self.names, self.room = names, room


@dataclass(frozen=True)
class PhoneNumber:
    """One way in by phone: what stands before the number, the number, what follows it; `dial` is what a phone dials."""

    before: str
    number: str
    after: str

    @property
    def dial(self) -> str:
        return re.sub(r"[^\d+]", "", self.number)


def of(event: Event) -> Room | None:
    """Return the room of this event, if there is one."""
    return Room.objects.filter(event=event).first()


def version_of(room: Room | None) -> Version:
    """Return the version of what is said of the room, by the names of its columns."""
    return Version.of_things(_said(room or Room()))


@transaction.atomic
def change(
    event: Event, said: Mapping[str, object], *, opened: Version | None = None, by: User | None = None, now: datetime
) -> Room | None:
    """Say where an online event meets, up to the last second; an empty address takes the room away. Return the room there is now.

    `said` names columns of DETAILS; the others stay. `opened` is the version that the writer had before their eyes: what they
    did not touch stays as others have written it since. Raises Unfit, and ChangedMeanwhile where both wrote the same thing.
    """
    changing.lock(event)
    room = of(event) or Room(event=event)
    before = _said(room)
    said = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
    if opened is not None:
        said = _merged(said, room, opened)
    if not said.get("url", room.url):
        _take_away(event, room, by=by, now=now)
        return None
    write(room, said, DETAILS, prefix="room_")
    if _said(room) != before:
        if any(getattr(room, name) != before[name] for name in ("url", "overflow_url")):
            room.moved_at = now
        room.save()
        _write_down(event, by=by, now=now)
    return room


@transaction.atomic
def say_line(event: Event, words: str, *, by: User | None = None, now: datetime) -> None:
    """Say one line on every waiting screen, instead of the one before; no words take it away."""
    changing.lock(event)
    words = " ".join(plain(words).split())
    if words:
        ScreenLine.objects.update_or_create(event=event, defaults={"words": words[:200], "said_at": now})
    elif not ScreenLine.objects.filter(event=event).delete()[0]:
        return
    deeds.record(Act.LINE_SAID, event, by=by, now=now)


def numbers(phone: str) -> list[PhoneNumber]:
    """Return the ways in by phone, one for each line. A line without a number has only what stands before it."""
    found = []
    for line in filter(None, (line.strip() for line in phone.split("\n"))):
        match = _NUMBER.search(line)
        parts = (line[: match.start()], match[0], line[match.end() :]) if match else (line, "", "")
        found.append(PhoneNumber(*(part.strip(" ,;:") for part in parts)))
    return found


def _take_away(event: Event, room: Room, *, by: User | None, now: datetime) -> None:
    if room.pk:
        room.delete()
        _write_down(event, by=by, now=now)


def _write_down(event: Event, *, by: User | None, now: datetime) -> None:
    if event.published_at:
        deeds.record(Act.ROOM_CHANGED, event, by=by, now=now)


def _said(room: Room) -> dict[str, object]:
    return {name: getattr(room, name) for name in sorted(DETAILS)}


def _merged(said: Mapping[str, object], room: Room, opened: Version) -> dict[str, object]:
    """Return what is to be written: what the writer changed, and of everything else what stands there."""
    theirs, mine = version_of(room), Version.of_things(said)
    clashing = {name for name in said if theirs.get(name) not in {opened.get(name), mine.get(name)} and mine.get(name) != opened.get(name)}
    if clashing:
        raise ChangedMeanwhile(clashing, room)
    return {name: value for name, value in said.items() if mine.get(name) != opened.get(name)}
