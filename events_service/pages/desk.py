"""The desk: what comes, what was, what waits for the organizer; and the overview of one event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from events_service.accounts.domain import rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import User
from events_service.events.domain import hosting
from events_service.events.domain.topics import topic_of
from events_service.events.models import Event, HostInvitation, Precision, Room
from events_service.events.models.event import EventQuerySet
from events_service.mail.domain import fates
from events_service.pages import desk_mail
from events_service.pages.chips import Chip, chip_of
from registrations.domain import listing, places, reminders
from registrations.domain.listing import Seats
from registrations.domain.places import Places

PAST_PER_PAGE = 25
LATEST = 8
NEEDS_AT_MOST = 6
ROOM_IS_DUE = timedelta(days=7)


@dataclass(frozen=True)
class Row:
    """An event in a list of the desk."""

    event: Event
    chip: Chip
    seats: Seats
    may_edit: bool


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
    "event_edit",
    "bad",
    "triangle-alert",
    "#room",
)


@dataclass(frozen=True)
class Need:
    """Something that waits for the organizer of this event."""

    event: Event
    todo: Todo

    @property
    def address(self) -> str:
        return reverse(self.todo.page, args=[self.event.slug]) + self.todo.fragment


@dataclass(frozen=True)
class Mail:
    """What became of everything that was sent about an event."""

    left: int
    in_transit: int
    troubled: int

    @property
    def total(self) -> int:
        return self.left + self.in_transit + self.troubled


@desk_page
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    """Show the events that come, the drafts and the past ones of every organization that this person belongs to."""
    now = timezone.now()
    seen = Event.objects.seen_by(request.user).select_related("series")
    coming = list(seen.published().coming(now).annotate(has_room=Exists(Room.objects.filter(event=OuterRef("pk")))))
    drafts = list(seen.filter(published_at=None).order_by(F("starts_at").asc(nulls_last=True), "-pk"))
    past = Paginator(_past(seen, now), PAST_PER_PAGE).get_page(request.GET.get("page"))
    rows = _rows([*coming, *drafts, *past.object_list], request.user, now=now)
    may_create = rights.organizations_edited_by(request.user).exists()
    context = {
        "coming": [rows[event.pk] for event in coming],
        "drafts": [rows[event.pk] for event in drafts],
        "past": [rows[event.pk] for event in past.object_list],
        "page": past,
        "needs": _needs(coming, drafts, past, rows, now=now),
        "invitations": HostInvitation.objects.answered_by(request.user).select_related("organization", "host", "event", "series"),
        "has_events": bool(rows),
        "may_create": may_create,
        "mail_notices": desk_mail.notices(request.user) if may_create else [],
    }
    return render(request, "desk/index.html", context)


@desk_page
@require_safe
def event(request: DeskRequest, slug: str) -> HttpResponse:
    """Show one event: figures, reminders, the latest registrations; to a viewer the figures alone."""
    now = timezone.now()
    found = get_object_or_404(Event.objects.seen_by(request.user).select_related("series"), slug=slug)
    row = _rows([found], request.user, now=now)[found.pk]
    context = {
        "event": found,
        "row": row,
        "hosts": hosting.hosts_of(found),
        "places": places.of(found),
        "mail": _mail(found),
        "plan": reminders.plan(found, now=now),
        "latest": listing.with_fates(listing.find(found)[:LATEST]) if row.may_edit else [],
        "needs": [need for need in _needs_of(found, now=now) if row.may_edit],
        "is_over": _is_over(found, now),
    }
    return render(request, "desk/event.html", context)


def _past(seen: EventQuerySet, now: datetime) -> EventQuerySet:
    """Published and over, cancelled ones too: they stay on the desk. Newest first, undated last."""
    over = Q(ends_at__lte=now) | ~Q(precision=Precision.TIME)
    return seen.published().filter(over).order_by(F("starts_on").desc(nulls_last=True), "-pk")


def _rows(events: Iterable[Event], user: User, *, now: datetime) -> dict[int, Row]:
    """Return the rows by event, with two queries for all of them."""
    found = {event.pk: event for event in events}
    seats = listing.counts(found)
    edited = set(Event.objects.organized_by(user).filter(pk__in=found).values_list("pk", flat=True))
    nobody = Seats(0, 0)
    return {pk: _row(event, seats.get(pk, nobody), pk in edited, now=now) for pk, event in found.items()}


def _row(event: Event, seats: Seats, may_edit: bool, *, now: datetime) -> Row:
    is_full = Places(event.capacity, seats.taken, seats.waiting).is_full
    return Row(event, chip_of(event, is_full=is_full, now=now), seats, may_edit)


def _needs(coming: list[Event], drafts: list[Event], past: Page[Event], rows: dict[int, Row], *, now: datetime) -> list[Need]:
    """Return what waits for this person over all events, the most urgent first."""
    events = [*coming, *drafts, *(past.object_list if past.number == 1 else [])]
    return [need for event in events if rows[event.pk].may_edit for need in _needs_of(event, now=now)][:NEEDS_AT_MOST]


def _needs_of(event: Event, *, now: datetime) -> list[Need]:
    todos = {
        PUBLISH: event.published_at is None and event.starts_at is not None and event.starts_at > now,
        SHOW: event.published_at is not None and _is_over(event, now) and event.will_be_recorded and event.watchable_at is None,
        GIVE_A_ROOM: event.published_at is not None and not _is_over(event, now) and _lacks_a_room(event, now),
    }
    return [Need(event, todo) for todo, waits in todos.items() if waits and not event.cancelled_at]


def _is_over(event: Event, now: datetime) -> bool:
    return event.ends_at is None or event.ends_at <= now


def _lacks_a_room(event: Event, now: datetime) -> bool:
    soon = event.is_online and event.starts_at is not None and event.starts_at - now <= ROOM_IS_DUE
    has_room = getattr(event, "has_room", None)
    return soon and not (Room.objects.filter(event=event).exists() if has_room is None else has_room)


def _mail(event: Event) -> Mail:
    copies = fates.of(topic=topic_of(event)).values()
    left, in_transit, troubled = (
        sum(kind.get(fate, 0) for kind in copies for fate in which) for which in (fates.LEFT, fates.IN_TRANSIT, fates.TROUBLED)
    )
    return Mail(left, in_transit, troubled)
