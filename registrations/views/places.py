"""How places are given: the rules of an event, how they stand, and who asked for one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import User
from events_service.events.domain import publishing
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from registrations.domain import approving, places
from registrations.forms import PlacesForm
from registrations.models import Registration, Status


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_places(request: DeskRequest, slug: str) -> HttpResponse:
    """Show how many places there are and how many are taken, who waits for an answer, and let the rules be changed at any time."""
    event = _event(request, slug)
    form = PlacesForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid() and _is_saved(form, event, by=request.user):
        messages.success(request, _("Saved. Whoever waits and has a place now gets a mail within a minute."))
        return redirect(request.path)
    event.refresh_from_db()  # what was typed is in the form
    now = timezone.now()
    context = {
        "event": event,
        "form": form,
        "places": places.of(event, now=now),
        "requests": approving.waiting(event),
        "offers": event.registrations.filter(status=Status.OFFERED, held_until__gt=now).order_by("held_until"),
        "held": event.registrations.filter(status=Status.WITHDRAWN, held_until__gt=now).count(),
    }
    return render(request, "registrations/organizer/places.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def event_request(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Approve one request, or decline it."""
    asked = get_object_or_404(Registration, event=_event(request, slug), pk=pk)
    is_approved = request.POST.get("act") == "approve"
    act = approving.approve if is_approved else approving.decline
    try:
        is_done = act(asked, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("event_places", slug=slug)
    messages.success(request, _answer(is_done=is_done, is_approved=is_approved) % {"name": asked.name})
    return redirect("event_places", slug=slug)


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug, starts_at__isnull=False)


def _is_saved(form: PlacesForm, event: Event, *, by: User) -> bool:
    try:
        publishing.edit(event, details=form.details(), by=by, now=timezone.now())
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return False
    return True


def _answer(*, is_done: bool, is_approved: bool) -> str:
    if not is_done:
        return _("%(name)s has an answer already.")
    if is_approved:
        return _("%(name)s is approved and gets a mail.")
    return _("%(name)s gets a mail that there is no place.")
