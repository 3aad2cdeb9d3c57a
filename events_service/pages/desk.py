"""The desk: what comes, what was, what waits for the organizer."""

from django.db.models import Exists, OuterRef
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from events_service.accounts.domain import rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import User
from events_service.events.models import EventTemplate, HostInvitation, Series
from events_service.events.models.template import EventTemplateQuerySet
from events_service.pages import desk_figures, desk_finding, desk_mail, desk_needs
from events_service.pages.desk_finding import FEW, FinderForm
from events_service.pages.desk_rows import rows_of


@desk_page
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    """Show the events that come, the drafts and the past ones of every organization that this person belongs to, or those looked for."""
    user, now = request.user, timezone.now()
    form = FinderForm(request.GET, user=user)
    found = desk_finding.lists(form, request.GET, user=user, now=now)
    rows = rows_of(found.events, user, now=now)
    may_create = rights.organizations_edited_by(user).exists()
    context = {
        "form": form,
        "pages": found,
        "coming": [rows[event.pk] for event in found.coming],
        "drafts": [rows[event.pk] for event in found.drafts],
        "past": [rows[event.pk] for event in found.past],
        "needs": [] if form.is_filtered else desk_needs.of_all(found.first, rows, now=now),
        "invitations": HostInvitation.objects.answered_by(user).select_related("organization", "host", "event", "series"),
        "has_events": bool(rows) or form.is_filtered,
        "has_many": found.count > FEW or form.is_filtered,
        "all_series": Series.objects.organized_by(user).order_by("-changed_at", "-pk"),
        "templates": _templates(user),
        "may_create": may_create,
        "mail_notices": desk_mail.notices(user) if may_create else [],
    }
    return render(request, "desk/index.html", context)


@desk_page
@conditional_page
@require_safe
def figures(request: DeskRequest) -> HttpResponse:
    """Give the numbers of the events that the desk shows at the same address; 304 to who has them as they are."""
    user, now = request.user, timezone.now()
    found = desk_finding.lists(FinderForm(request.GET, user=user), request.GET, user=user, now=now)
    return JsonResponse(desk_figures.texts_of_rows(rows_of(found.events, user, now=now).values()))


def _templates(user: User) -> EventTemplateQuerySet:
    """Return what this person's organizations keep to begin with, and whether it is theirs to use."""
    mine = Exists(EventTemplate.objects.edited_by(user).filter(pk=OuterRef("pk")))
    return EventTemplate.objects.seen_by(user).annotate(is_mine=mine)
