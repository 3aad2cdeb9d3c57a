"""The activity log at the desk: what was done in an organization, and what was done to one event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from events_service.accounts.domain import activity, rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import Deed, User
from events_service.events.domain.topics import topic_of
from events_service.events.models import Event

PER_PAGE = 50
_EVENT = "event:"


@dataclass(frozen=True)
class Line:
    """A deed as it is read; `event` where it was done to one that still stands on this person's desk."""

    sentence: str
    happened_at: datetime
    event: Event | None


@desk_page
@require_safe
def of_organization(request: DeskRequest, slug: str) -> HttpResponse:
    """Show who did what in the organization, the latest first."""
    me = get_object_or_404(rights.memberships_of(request.user), organization__slug=slug)
    page = Paginator(activity.of_organization(me.organization), PER_PAGE).get_page(request.GET.get("page"))
    context = {"organization": me.organization, "me": me, "page": page, "lines": _lines(page.object_list, request.user)}
    return render(request, "accounts/activity.html", context)


@desk_page
@require_safe
def of_event(request: DeskRequest, slug: str) -> HttpResponse:
    """Show who did what to the event, the latest first."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    page = Paginator(activity.of_subject(topic_of(event)), PER_PAGE).get_page(request.GET.get("page"))
    context = {"event": event, "page": page, "lines": _lines(page.object_list, request.user)}
    return render(request, "events/activity.html", context)


def _lines(deeds: Iterable[Deed], user: User) -> list[Line]:
    """Return the deeds in words, with the events by the names they have now, in one query for all of them."""
    deeds = list(deeds)
    numbers = [int(deed.subject.removeprefix(_EVENT)) for deed in deeds if deed.subject.startswith(_EVENT)]
    events = {topic_of(event): event for event in Event.objects.seen_by(user).filter(pk__in=numbers)}
    return [_line(deed, events.get(deed.subject)) for deed in deeds]


def _line(deed: Deed, event: Event | None) -> Line:
    return Line(activity.sentence(deed, what=event.title if event else ""), deed.happened_at, event)
