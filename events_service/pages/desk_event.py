"""The overview of one event at the desk."""

from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import changing, hosting, readiness
from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.mail.domain import fates
from events_service.mail.domain.fates import Fates
from events_service.pages import desk_counts, desk_figures, desk_needs
from events_service.pages.desk_figures import Figure
from events_service.pages.desk_rows import rows_of
from registrations.domain import asking, attendance, listing, places, reminders
from registrations.domain.attendance import Attendance

LATEST = 8


@desk_page
@require_safe
def event(request: DeskRequest, slug: str) -> HttpResponse:
    """Show one event: figures, reminders, the latest registrations; to a viewer the figures alone."""
    now = timezone.now()
    found = get_object_or_404(Event.objects.seen_by(request.user).select_related("series").prefetch_related("access_services"), slug=slug)
    sent = fates.of(topic=topic_of(found))
    row = rows_of([found], request.user, now=now)[found.pk]
    attended = attendance.of(found, now=now)
    context = {
        "event": found,
        "now": now,
        "row": row,
        "hosts": hosting.hosts_of(found),
        "places": row.seats,
        "figures": _figures(found, sent, attended, now=now),
        "steps": reminders.with_fates(reminders.plan(found, now=now), sent),
        "latest": listing.with_fates(listing.find(found)[:LATEST]) if row.may_edit else [],
        "needs": [need for need in desk_needs.of(row, now=now) if need.todo is not desk_needs.PUBLISH],
        "asked": asking.counts(found) if row.may_edit and found.starts_at else [],
        "asked_in_words": asking.in_words(found) if row.may_edit and found.starts_at else 0,
        "may_publish": row.may_edit and found.published_at is None,
        "lacks": readiness.lacks(found, now=now) if row.may_edit and found.published_at is None else [],
        "is_known": changing.is_known(found),
        "is_over": desk_needs.is_over(found, now),
    }
    return render(request, "desk/event.html", context | desk_counts.context(found, attended, now=now))


@desk_page
@conditional_page
@require_safe
def figures(request: DeskRequest, slug: str) -> HttpResponse:
    """Give the figures alone, for the page that shows them already; 304 to who has them as they are."""
    now = timezone.now()
    found = get_object_or_404(Event.objects.seen_by(request.user), slug=slug)
    shown = _figures(found, fates.of(topic=topic_of(found)), attendance.of(found, now=now), now=now)
    return JsonResponse(desk_figures.texts(shown))


def _figures(event: Event, sent: Fates, attended: Attendance | None, *, now: datetime) -> list[Figure]:
    return desk_figures.of(event, places.of(event, now=now), fates.summed(*sent.values()), attended, is_over=desk_needs.is_over(event, now))
