"""What one page says of an event, as a value: to be written, or as it stands in the rows; and telling the two apart."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import blake2s

from django.db.models import Model

from events_service.events.domain.publishing import EVENT_DETAILS
from events_service.events.domain.scheduling import Times
from events_service.events.domain.speaking import SpeakerLine
from events_service.events.models import Event, Precision, Room

TIMES = frozenset({"zone", "starts", "ends"})
_TYPED_AS = {"registration_opens_at": "opens", "registration_closes_at": "closes"}


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


@dataclass(frozen=True)
class Version:
    """A digest of each thing that a page says, by the name of its field: equal digests, equal words. A string in a form."""

    digests: Mapping[str, str]

    @classmethod
    def of(cls, written: Written) -> "Version":
        """Return the version of what is written."""
        return cls.of_things(_things(written))

    @classmethod
    def of_things(cls, things: Mapping[str, object]) -> "Version":
        """Return the version of these things, each by its name."""
        return cls({name: _digest(value) for name, value in things.items()})

    @classmethod
    def parse(cls, words: str) -> "Version":
        """Return the version that was such a string; of anything else, one that knows nothing."""
        pairs = (word.partition(":") for word in words.split())
        return cls({name: digest for name, _colon, digest in pairs if digest})

    def __str__(self) -> str:
        return " ".join(f"{name}:{digest}" for name, digest in sorted(self.digests.items()))

    def get(self, name: str) -> str:
        """Return the digest of one thing; empty where this version knows nothing of it."""
        return self.digests.get(name, "")

    def only(self, names: AbstractSet[str]) -> "Version":
        """Return the version of these things alone."""
        return Version({name: digest for name, digest in self.digests.items() if name in names})

    def knowing(self, seen: Mapping[str, str]) -> "Version":
        """Return this version, after these digests were seen."""
        return Version({**self.digests, **seen})


def standing(event: Event) -> Written:
    """Return what the page says of this event now."""
    room = Room.objects.filter(event=event).first()
    return Written(
        details={name: getattr(event, name) for name in (*EVENT_DETAILS, "slug")},
        times=_times(event),
        room=RoomDetails(room.url, room.passcode, room.phone) if room else RoomDetails(),
        speakers=[SpeakerLine(a.speaker.name, a.speaker.about, a.role) for a in event.appearances.select_related("speaker")],
    )


def _times(event: Event) -> Times | None:
    if event.precision != Precision.TIME or not event.starts_on or not event.ends_on:
        return None
    starts_time, ends_time = event.starts_time or time(), event.ends_time or time()
    return Times(event.zone, event.starts_on, starts_time, event.ends_on, ends_time, event.starts_fold, event.ends_fold)


def _things(written: Written) -> dict[str, object]:
    """Return everything that is said, by the name of the field in which it is typed."""
    said: dict[str, object] = {_TYPED_AS.get(name, name): value for name, value in written.details.items()}
    if times := written.times:
        said["zone"] = times.zone
        said["starts"] = (times.starts_on, times.starts_time, times.starts_fold or 0)
        said["ends"] = (times.ends_on, times.ends_time, times.ends_fold or 0)
    said |= {"room_url": written.room.url, "room_passcode": written.room.passcode, "room_phone": written.room.phone}
    said["speakers"] = [(line.name, line.about) for line in written.speakers]  # their part is not typed
    return said


def _digest(value: object) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat()
    elif isinstance(value, Model):
        value = value.pk
    return blake2s(str(value).encode(), digest_size=6).hexdigest()
