"""The room of an event at the desk: changeable until the last second."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import rooms
from events_service.events.domain.rooms import ChangedMeanwhile
from events_service.events.forms import RoomForm
from events_service.events.models import Event
from events_service.lib.errors import DomainError


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_room(request: DeskRequest, slug: str) -> HttpResponse:
    """Show where the event meets, and write it anew."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    form = RoomForm(request.POST or None, room=rooms.of(event))
    status = 200
    if request.method == "POST":
        try:
            if _is_saved(request, event, form):
                return redirect(request.path)
            status = 422
        except ChangedMeanwhile as refusal:
            form, status = form.beside(refusal), 409
    return render(request, "events/room.html", {"event": event, "form": form}, status=status)


def _is_saved(request: DeskRequest, event: Event, form: RoomForm) -> bool:
    if not form.is_valid():
        return False
    try:
        room = rooms.change(event, form.details(), opened=form.opened_at(), by=request.user, now=timezone.now())
    except ChangedMeanwhile:
        raise
    except DomainError as refusal:
        form.add_error((refusal.field or "").removeprefix("room_") or None, str(refusal.sentence))
        return False
    said = _("Saved. Waiting screens follow within seconds.") if room else _("Saved. There is no room now.")
    messages.success(request, said)
    return True
