"""The overview of one event at the desk."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import hosting, readiness
from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.mail.domain import fates
from events_service.pages import desk_counts, desk_needs
from events_service.pages.desk_rows import rows_of
from registrations.domain import listing, places, reminders

LATEST = 8


@desk_page
@require_safe
def event(request: DeskRequest, slug: str) -> HttpResponse:
    """Show one event: figures, reminders, the latest registrations; to a viewer the figures alone."""
    now = timezone.now()
    found = get_object_or_404(Event.objects.seen_by(request.user).select_related("series"), slug=slug)
    sent = fates.of(topic=topic_of(found))
    row = rows_of([found], request.user, now=now)[found.pk]
    context = {
        "event": found,
        "row": row,
        "hosts": hosting.hosts_of(found),
        "places": places.of(found),
        "mail": fates.summed(*sent.values()),
        "steps": reminders.with_fates(reminders.plan(found, now=now), sent),
        "latest": listing.with_fates(listing.find(found)[:LATEST]) if row.may_edit else [],
        "needs": [need for need in desk_needs.of(row, now=now) if need.todo is not desk_needs.PUBLISH],
        "may_publish": row.may_edit and found.published_at is None,
        "lacks": readiness.lacks(found, now=now) if row.may_edit and found.published_at is None else [],
        "is_over": desk_needs.is_over(found, now),
    }
    return render(request, "desk/event.html", context | desk_counts.context(found, now=now))
