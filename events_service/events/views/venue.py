"""The page on which an organizer says what people want to know of the place."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import venues
from events_service.events.forms import VenueForm
from events_service.events.models import Event
from events_service.lib.errors import DomainError


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_venue(request: DeskRequest, slug: str) -> HttpResponse:
    """Write of the place; what somebody else wrote meanwhile is shown beside what was typed."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    form = VenueForm(request.POST if request.method == "POST" else None, event=event)
    if form.is_bound and form.is_valid():
        try:
            venues.write(event, form.said(), opened=form.cleaned_data["opened"], now=timezone.now())
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    version = venues.version(event)
    is_clash = form.is_bound and form["opened"].value() not in {None, "", version}
    context = {"event": event, "form": form, "version": version, "is_clash": is_clash, "venue": venues.of(event)}
    return render(request, "events/venue.html", context, status=422 if form.errors else 200)
