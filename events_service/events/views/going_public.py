"""The page on which a draft is set to publish itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import going_public
from events_service.events.forms import GoPublicForm
from events_service.events.models import Event
from events_service.lib.errors import DomainError


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_publish_later(request: DeskRequest, slug: str) -> HttpResponse:
    """Say when a draft goes public, or take that back."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    is_taken_back = request.POST.get("act") == "take back"
    form = GoPublicForm(None if is_taken_back else request.POST or None, event=event)
    try:
        if is_taken_back:
            going_public.take_back(event, by=request.user, now=timezone.now())
            messages.success(request, _("It stays a draft until somebody publishes it."))
            return redirect("desk_event", slug=slug)
        if form.is_valid():
            going_public.publish_later(event, at=form.cleaned_data["at"], by=request.user, now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("desk_event", slug=slug)
    except going_public.IsPublic as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("desk_event", slug=slug)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    return render(request, "events/publish_later.html", {"form": form, "event": event}, status=422 if form.errors else 200)
