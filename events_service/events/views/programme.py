"""The page on which an organizer writes what happens when within an event."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import programme
from events_service.events.forms import ProgrammeForm
from events_service.events.models import Event
from events_service.lib.errors import DomainError


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_programme(request: DeskRequest, slug: str) -> HttpResponse:
    """Write the programme; one that somebody else changed meanwhile is shown beside what was typed."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, event=event)
    if form.is_bound and form.is_valid():
        try:
            programme.write(event, form.items(), opened=form.cleaned_data["opened"], now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    is_clash = form.is_bound and form["opened"].value() != programme.version(event)
    context = {"event": event, "form": form, "version": programme.version(event), "is_clash": is_clash, "slots": programme.slots(event)}
    return render(request, "events/programme.html", context, status=422 if form.errors else 200)
