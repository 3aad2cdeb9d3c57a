"""What a draft still lacks: without some of it nobody can come, and with the rest the page is worth sharing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import roster
from events_service.events.models import Event, Presence, Progress, Room
from events_service.lib.errors import DomainError

_TEXTS = ("title", "summary", "text")


class NotReady(DomainError):
    """Something is missing without which nobody can come."""


@dataclass(frozen=True)
class Lack:
    """Something missing, and the field of the page in which it is written. `is_required`: it is not published without."""

    sentence: str | Promise
    field: str
    is_required: bool = False
    page: str = "event_edit"


def lacks(event: Event, *, now: datetime) -> list[Lack]:
    """Return what is missing, what is required first. One that is over, or without a time, lacks only words."""
    is_to_come = event.ends_at is not None and event.ends_at > now
    to_come, speaking = (find(event) if is_to_come else iter(()) for find in (_lacks_of_what_comes, _lacks_of_who_speaks))
    found = [*to_come, *_words(event), *speaking, *untranslated(event)]
    return sorted(found, key=lambda lack: not lack.is_required)


def untranslated(event: Event) -> Iterator[Lack]:
    """Yield for each language how many texts are written in another and missing in it."""
    for code, _name in settings.LANGUAGES:
        missing = [name for name in _TEXTS if not getattr(event, f"{name}_{code}") and getattr(event, name)]
        if missing:
            sentence = ngettext(
                "%(count)s text is missing in %(language)s: the other language stands in its place.",
                "%(count)s texts are missing in %(language)s: the other language stands in their place.",
                len(missing),
            )
            language = get_language_info(code)["name_translated"]
            yield Lack(sentence % {"count": len(missing), "language": language}, f"{missing[0]}_{code}")


def require(event: Event, *, now: datetime) -> None:
    """Raise NotReady with the first thing without which it is not published."""
    if event.ends_at and event.ends_at > now:
        for lack in _lacks_of_what_comes(event):
            if lack.is_required:
                raise NotReady(lack.sentence, field=lack.field)


def _lacks_of_what_comes(event: Event) -> Iterator[Lack]:
    if event.presence != Presence.ONLINE and not event.place:
        yield Lack(_("The place is missing: people have to know where to go."), "place", is_required=True)
    if event.is_online and not Room.objects.filter(event=event).exists():
        yield Lack(_("The room is missing: add its address before it begins."), "room_url")
    yield from _lacks_of_access(event)


def _lacks_of_access(event: Event) -> Iterator[Lack]:
    services = list(event.access_services.all())
    if not services:
        yield Lack(_("What helps more people to take part: captions, interpretation, slides ahead."), "kind", page="event_access")
    for service in services:
        if service.status != Progress.CONFIRMED:
            yield Lack(_("Promised and not confirmed yet: %(service)s.") % {"service": service.words}, "access", page="event_access")


def _lacks_of_who_speaks(event: Event) -> Iterator[Lack]:
    people = roster.of(event)
    silent = sum(not line.address for line in people)
    if silent:
        said = ngettext(
            "%(count)s person who speaks has no address to write to.", "%(count)s people who speak have no address to write to.", silent
        )
        yield Lack(said % {"count": silent}, "people", page="event_speakers")
    waiting = sum(line.is_to_be_invited for line in people)
    if waiting:
        said = ngettext("%(count)s person who speaks is not invited yet.", "%(count)s people who speak are not invited yet.", waiting)
        yield Lack(said % {"count": waiting}, "people", page="event_speakers")


def _words(event: Event) -> Iterator[Lack]:
    if not event.summary:
        yield Lack(_("A summary: one or two sentences for lists and search engines."), "summary_en")
    if not event.text:
        yield Lack(_("A text that says what it is about."), "text_en")
    if not event.appearances.exists():
        yield Lack(_("Who speaks."), "speakers")
