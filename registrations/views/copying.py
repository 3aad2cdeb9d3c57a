"""Organizer pages that make new drafts of what is there already."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import copying as events_copying
from events_service.events.forms.copying import DuplicateForm
from events_service.events.models import Event, Series
from events_service.lib.errors import DomainError
from registrations.domain import copying


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_duplicate(request: DeskRequest, slug: str) -> HttpResponse:
    """Make a draft like this event: a title and a start are asked for, and what comes along is said."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series", "room"), slug=slug)
    series = _series(request, event)
    form = DuplicateForm(request.POST or None, event=event, series=series, now=timezone.now())
    if request.method == "POST" and "check" not in request.POST and form.is_valid() and (made := _duplicate(form, event)):
        messages.success(request, _("This is the copy: a draft that nobody else sees yet. Its reminders are off."))
        return redirect("desk_event", slug=made.slug)
    context = {
        "event": event,
        "form": form,
        "series": series,
        "hosts": events_copying.hosts_of_copy(event, series, now=timezone.now()),
        "speakers": event.appearances.select_related("speaker"),
        "reminders": event.reminders.exclude(on_since=None, note=""),
        "registered": event.registrations.count(),
    }
    return render(request, "registrations/organizer/duplicate.html", context, status=422 if form.errors else 200)


def _duplicate(form: DuplicateForm, event: Event) -> Event | None:
    """Make the copy, or say beside the field why not."""
    try:
        return copying.duplicate(event, form.copy(), now=timezone.now())
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return None


def _series(request: DeskRequest, event: Event) -> Series | None:
    """Return the event's series, if new dates of it are this person's to make."""
    return Series.objects.organized_by(request.user).filter(pk=event.series_id).first() if event.series_id else None
