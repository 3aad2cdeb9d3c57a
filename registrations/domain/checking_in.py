"""At the door: who has come into the room, by name or by the code on their phone, and the link for volunteers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.db.models import F

from events_service.events.models import Event, Presence
from events_service.lib.folding import folded
from events_service.lib.tokens import is_genuine, key_of, personal_token
from registrations.domain import links
from registrations.models import Door, Registration, Seat, Status, Way

AT_MOST = 60


@dataclass(frozen=True)
class Guests:
    """Who is looked for, in the order of their names: at most AT_MOST of `found`; `came` of the `expected` are in."""

    people: list[Registration]
    found: int
    expected: int
    came: int


def guests(event: Event, *, words: str = "") -> Guests:
    """Return those with a place whose names have these words in them, without regard to accents and capitals."""
    expected = event.registrations.confirmed()
    found = expected
    for word in folded(words).split():
        found = found.filter(sought__contains=word)
    people = list(found.order_by("sought", "pk")[:AT_MOST])
    return Guests(people, found.count(), expected.count(), expected.filter(attended_at__isnull=False).count())


def check_in(registration: Registration, *, now: datetime) -> bool:
    """Note that this person is in the room. Of two who do it at once, one is told that it was done already: False."""
    waiting = Registration.objects.filter(pk=registration.pk, status=Status.CONFIRMED, attended_at=None)
    return waiting.update(attended_at=now, came_by=Way.DOOR) == 1


def undo(registration: Registration) -> bool:
    """Take back what was noted at the door; what came from elsewhere stays, as does coming in online. Tell whether there was something."""
    noted = Registration.objects.filter(pk=registration.pk, came_by=Way.DOOR)
    return noted.update(attended_at=F("last_in_at"), came_by="") == 1


def comes_to_the_door(registration: Registration) -> bool:
    """Tell whether this person has a place in the room of a place."""
    event = registration.event
    in_the_room = event.presence == Presence.IN_PERSON or (event.presence == Presence.HYBRID and registration.seat == Seat.ROOM)
    return registration.status == Status.CONFIRMED and in_the_room


def code_of(registration: Registration) -> str:
    """Return the code to show at the door: a picture as a data URI, dark on white in every colour scheme."""
    address = f"{settings.SITE_URL}{links.path('badge', registration)}"
    return segno.make(address, micro=False, error="m").svg_data_uri(scale=6, border=4, dark="#14162B", light="#fff")


def token_of(event: Event) -> str:
    """Return the secret part of the volunteers' link, made at the first time."""
    door, _is_new = Door.objects.get_or_create(event=event)
    return personal_token("door", door.key, door.link_version)


def revoke(event: Event) -> None:
    """Let every link for volunteers made before lead nowhere."""
    Door.objects.filter(event=event).update(link_version=F("link_version") + 1)


def find(token: str) -> Event:
    """Return the event whose door this link opens; raises Door.DoesNotExist for any other token."""
    key = key_of(token)
    if key is None:
        raise Door.DoesNotExist
    door = Door.objects.select_related("event", "event__series").get(key=key)
    if not is_genuine(token, "door", door.key, door.link_version):
        raise Door.DoesNotExist
    return door.event


def is_open(event: Event, *, now: datetime) -> bool:
    """Tell whether the volunteers' link works: on the day, as the calendar shows it where the event is."""
    if event.published_at is None or event.cancelled_at or event.starts_on is None or event.ends_on is None:
        return False
    return event.starts_on <= now.astimezone(ZoneInfo(event.zone)).date() <= event.ends_on


def closes_at(event: Event) -> datetime:
    """Return when the day is over where the event is."""
    assert event.ends_on is not None  # noqa: S101  who calls has seen that it is open
    midnight = event.ends_on + timedelta(days=1)
    return datetime(midnight.year, midnight.month, midnight.day, tzinfo=ZoneInfo(event.zone))
