"""The desk's pages on the recordings of an event: several parts or languages, and another cut of one of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from recordings.domain import cutting, publishing
from recordings.forms import CutForm, RecordingForm
from recordings.models import Recording


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: DeskRequest, slug: str) -> HttpResponse:
    """Show an event's recordings; add one, describe it, put it first, or take it away."""
    event = _event(request, slug)
    act = request.POST.get("act", "")
    recording = _asked_for(event, request.POST.get("recording", "")) if act in {"describe", "first", "remove"} else None
    form = RecordingForm(request.POST if act in {"add", "describe"} else None, event=event, recording=recording)
    if request.method == "POST" and act and _done(event, recording, act, form):
        messages.success(request, _("Saved."))
        return redirect("recordings", slug=slug)
    return _page(request, event, form, recording)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def cut(request: DeskRequest, slug: str) -> HttpResponse:
    """Ask how the new cut of a recording differs from the old one, and move along what was written about it."""
    event = _event(request, slug)
    found = Recording.objects.filter(event=event)
    recording = found.filter(pk=_number(request.GET.get("recording", ""))).first() or found.first()
    form = CutForm(request.POST or None)
    if recording and form.is_valid():
        cutting.cut(recording, form.change(), by=request.user, now=timezone.now())
        messages.success(request, _("Transcript and chapters have moved along, and old links still land."))
        return redirect("recordings", slug=slug)
    context = {"event": event, "recording": recording, "form": form}
    return render(request, "recordings/cut.html", context, status=422 if form.errors else 200)


def _done(event: Event, recording: Recording | None, act: str, form: RecordingForm) -> bool:
    """Do what was asked; where it is refused, the form says why."""
    now = timezone.now()
    try:
        if act == "add" and form.is_valid():
            publishing.add_recording(event, **form.cleaned_data, now=now)
        elif act == "describe" and recording and form.is_valid():
            publishing.describe(recording, **form.description())
        elif act == "first" and recording:
            publishing.put_first(recording)
        elif act == "remove" and recording:
            publishing.remove(recording, now=now)
        else:
            return False
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def _page(request: DeskRequest, event: Event, form: RecordingForm, recording: Recording | None) -> HttpResponse:
    rows = [
        (one, form if recording and one == recording and form.is_bound else RecordingForm(event=event, recording=one))
        for one in Recording.objects.filter(event=event)
    ]
    adding = form if recording is None else RecordingForm(event=event, recording=None)
    context = {"event": event, "rows": rows, "form": adding, "errors_of": form}
    return render(request, "recordings/recordings.html", context, status=422 if form.errors else 200)


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)


def _asked_for(event: Event, asked: str) -> Recording:
    recording = Recording.objects.filter(event=event, pk=_number(asked)).first()
    if recording is None:
        raise Http404
    return recording


def _number(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
