"""The cover of an event at the desk, and the files of every picture as anybody sees them."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import covers, pictures
from events_service.events.forms import CoverForm
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from events_service.lib.pictures import CONTENT_TYPES

_CANNOT_RUN = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


@require_safe
def picture(request: HttpRequest, key: str, width: int, kind: str) -> HttpResponse:
    """Answer one file of a picture. It is ours, whatever was uploaded, and is what its address says for ever."""
    try:
        with default_storage.open(pictures.path_of(key, f"{width}.{kind}")) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=_CANNOT_RUN)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_cover(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the cover of an event, take a picture for it, or go back to the woven one."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series", "cover__picture"), slug=slug)
    if request.POST.get("act") == "woven":
        covers.take_off(event)
        messages.success(request, _("The cover is woven again."))
        return redirect("event_cover", slug=slug)
    form = CoverForm(request.POST if request.method == "POST" else None, request.FILES or None, event=event)
    if form.is_bound and _is_put(form):
        messages.success(request, _("Saved. This is the cover now."))
        return redirect("event_cover", slug=slug)
    return render(request, "events/cover.html", {"event": event, "form": form}, status=422 if form.errors else 200)


def _is_put(form: CoverForm) -> bool:
    """Put the picture on, or say beside the field why not; what was sent is kept for the next try."""
    is_good, said = form.is_valid(), form.cleaned_data
    made = said.get("picture")
    shown = pictures.keep(made, now=timezone.now()) if made else form.waiting
    if is_good:
        try:
            covers.put(form.event, shown, alt_en=said["alt_en"], alt_es=said["alt_es"])
        except DomainError as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
    if form.errors and shown:
        form.go_on_with(shown)
    return not form.errors
