"""The desk: what comes, what was, what waits for the organizer."""

from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events_service.accounts.domain import rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import User
from events_service.events.models import Event, EventTemplate, HostInvitation, Precision, Room, Series
from events_service.events.models.event import EventQuerySet
from events_service.events.models.template import EventTemplateQuerySet
from events_service.pages import desk_mail, desk_needs
from events_service.pages.desk_rows import rows_of
from recordings.domain import mistakes

PAST_PER_PAGE = 25


@desk_page
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    """Show the events that come, the drafts and the past ones of every organization that this person belongs to."""
    now = timezone.now()
    seen = Event.objects.seen_by(request.user).select_related("series").prefetch_related("access_services")
    seen = seen.annotate(has_reports=mistakes.at_events())
    shown = seen.published().coming(now).annotate(has_room=Exists(Room.objects.filter(event=OuterRef("pk"))))
    coming = list(desk_needs.with_speakers(shown, now=now))
    drafts = list(seen.filter(published_at=None).order_by(F("starts_at").asc(nulls_last=True), "-pk"))
    past = Paginator(_past(seen, now), PAST_PER_PAGE).get_page(request.GET.get("page"))
    rows = rows_of([*coming, *drafts, *past.object_list], request.user, now=now)
    may_create = rights.organizations_edited_by(request.user).exists()
    context = {
        "coming": [rows[event.pk] for event in coming],
        "drafts": [rows[event.pk] for event in drafts],
        "past": [rows[event.pk] for event in past.object_list],
        "page": past,
        "needs": desk_needs.of_all([*coming, *drafts, *(past.object_list if past.number == 1 else [])], rows, now=now),
        "invitations": HostInvitation.objects.answered_by(request.user).select_related("organization", "host", "event", "series"),
        "has_events": bool(rows),
        "all_series": Series.objects.organized_by(request.user).order_by("-changed_at", "-pk"),
        "templates": _templates(request.user),
        "may_create": may_create,
        "mail_notices": desk_mail.notices(request.user) if may_create else [],
    }
    return render(request, "desk/index.html", context)


def _templates(user: User) -> EventTemplateQuerySet:
    """Return what this person's organizations keep to begin with, and whether it is theirs to use."""
    mine = Exists(EventTemplate.objects.edited_by(user).filter(pk=OuterRef("pk")))
    return EventTemplate.objects.seen_by(user).annotate(is_mine=mine)


def _past(seen: EventQuerySet, now: datetime) -> EventQuerySet:
    """Published and over, cancelled ones too: they stay on the desk. Newest first, undated last."""
    over = Q(ends_at__lte=now) | ~Q(precision=Precision.TIME)
    return seen.published().filter(over).order_by(F("starts_on").desc(nulls_last=True), "-pk")
