"""What waits for an organizer, and where it is done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events_service.events.domain import roster
from events_service.events.models import Event, Progress, Room
from events_service.events.models.event import EventQuerySet
from events_service.pages.desk_rows import Row
from recordings.domain import mistakes

AT_MOST = 6
ROOM_IS_DUE = timedelta(days=7)


@dataclass(frozen=True)
class Todo:
    """A thing an organizer may have to do, and the page where it is done."""

    what: str | Promise
    why: str | Promise
    act: str | Promise
    page: str
    tone: str
    icon: str
    fragment: str = ""


PUBLISH = Todo(
    _("Ready to publish?"), _("It has a title and a time, and nobody sees it yet."), _("Open the draft"), "desk_event", "info", "pencil"
)
SHOW = Todo(
    _("The recording is missing"),
    _("Whoever opens the page finds nothing to watch."),
    _("Add the recording"),
    "afterwards",
    "warn",
    "video",
)
GIVE_A_ROOM = Todo(
    _("No room yet"),
    _("It starts within a week, and there is no link to join by."),
    _("Add the room"),
    "event_room",
    "bad",
    "triangle-alert",
)
GIVE_ADDRESSES = Todo(
    _("Somebody who speaks cannot be written to"),
    _("Without an address there is no invitation, no calendar entry, and no word when it moves."),
    _("Add the address"),
    "event_speakers",
    "warn",
    "users",
)
INVITE = Todo(
    _("Not invited yet"),
    _("Somebody who speaks has no invitation and no calendar entry."),
    _("See who"),
    "event_speakers_invite",
    "warn",
    "send",
)
ASK_FOR_CONSENT = Todo(
    _("May they be recorded?"),
    _("It is to be recorded within a week, and somebody who speaks has not answered."),
    _("See who"),
    "event_speakers",
    "bad",
    "video",
)
REPORTED = Todo(
    _("A mistake in the transcript"),
    _("A reader reports that something else was said."),
    _("Look at it"),
    "transcript",
    "warn",
    "file-text",
    "#mistakes",
)


@dataclass(frozen=True)
class Need:
    """Something that waits for the organizer of this event."""

    event: Event
    todo: Todo

    @property
    def address(self) -> str:
        return reverse(self.todo.page, args=[self.event.slug]) + self.todo.fragment


def of_all(events: Iterable[Event], rows: dict[int, Row], *, now: datetime) -> list[Need]:
    """Return what waits for this person over all these events, in their order, as much as can be taken in."""
    return [need for event in events for need in of(rows[event.pk], now=now)][:AT_MOST]


def of(row: Row, *, now: datetime) -> list[Need]:
    """Return what waits at this event; nothing for who may not change it."""
    event = row.event
    if event.cancelled_at or not row.may_edit:
        return []
    todos = {
        PUBLISH: event.published_at is None and event.goes_public_at is None and event.starts_at is not None and event.starts_at > now,
        SHOW: event.published_at is not None and is_over(event, now) and event.will_be_recorded and event.watchable_at is None,
        REPORTED: _has_reports(event),
        GIVE_A_ROOM: event.published_at is not None and not is_over(event, now) and _lacks_a_room(event, now),
        **_about_speakers(event, now),
    }
    found = [Need(event, todo) for todo, waits in todos.items() if waits]
    is_coming = event.published_at is not None and not is_over(event, now)
    return [*found, *_about_requests(row), *_about_access(event, asks=row.asks)] if is_coming else found


def _about_requests(row: Row) -> Iterator[Need]:
    if count := row.seats.pending:
        what = ngettext("%(count)s person asks for a place", "%(count)s people ask for a place", count) % {"count": count}
        yield Need(row.event, Todo(what, _("They get a mail with your answer."), _("Answer"), "event_places", "info", "users", "#requests"))


def _about_access(event: Event, *, asks: int) -> Iterator[Need]:
    waiting = [service for service in event.access_services.all() if service.status != Progress.CONFIRMED]
    if waiting:
        words = ", ".join(service.words for service in waiting)
        moved = any(service.unsettled_at for service in waiting)
        why = _("The event has moved, so nothing is booked any more: %(services)s.") if moved else _("Promised on the page: %(services)s.")
        tone, icon = ("bad", "triangle-alert") if moved else ("warn", "hourglass")
        todo = Todo(_("Access is not confirmed"), why % {"services": words}, _("Confirm it"), "event_access", tone, icon)
        yield Need(event, todo)
    if asks:
        what = ngettext("%(count)s person asks for support", "%(count)s people ask for support", asks) % {"count": asks}
        todo = Todo(what, _("They wait to hear whether they get what they need."), _("Answer"), "event_access", "info", "hand", "#requests")
        yield Need(event, todo)


def is_over(event: Event, now: datetime) -> bool:
    """Tell whether it was held: it has ended, or came in from elsewhere without a time."""
    return event.ends_at is None or event.ends_at <= now


def _has_reports(event: Event) -> bool:
    known = getattr(event, "has_reports", None)
    return mistakes.waiting_at(event).exists() if known is None else known


def _lacks_a_room(event: Event, now: datetime) -> bool:
    soon = event.is_online and event.starts_at is not None and event.starts_at - now <= ROOM_IS_DUE
    has_room = getattr(event, "has_room", None)
    return soon and not (Room.objects.filter(event=event).exists() if has_room is None else has_room)


def with_speakers(events: EventQuerySet, *, now: datetime) -> EventQuerySet:
    """Ask along, in the same query, what those who speak at these events still lack."""
    return events.annotate(
        lacks_addresses=roster.without_address(), lacks_invitations=roster.not_invited(), lacks_consent=roster.not_answered(now=now)
    )


def _about_speakers(event: Event, now: datetime) -> dict[Todo, bool]:
    if event.published_at is None or is_over(event, now):
        return {}
    known = event if hasattr(event, "lacks_addresses") else with_speakers(Event.objects.filter(pk=event.pk), now=now).get()
    names = {GIVE_ADDRESSES: "lacks_addresses", INVITE: "lacks_invitations", ASK_FOR_CONSENT: "lacks_consent"}
    return {todo: bool(getattr(known, name)) for todo, name in names.items()}
