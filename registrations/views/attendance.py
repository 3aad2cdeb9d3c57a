"""Bringing in who came: the report of a webinar tool is looked at first, and written down at a second yes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.forms.fields import ZoneField
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from events_service.lib.stamps import Order
from registrations.domain import attendance_import, reports, uploads
from registrations.domain.attendance_import import KINDS
from registrations.domain.presences import Person
from registrations.domain.reports import Reading
from registrations.forms import UploadForm
from registrations.models import Upload

SHOWN = 200  # people on the page; all are brought in
_NEAR = timedelta(minutes=90)  # of the event: who comes sooner or leaves later may have been read in the wrong zone


class UnderstandingForm(forms.Form):
    """How times in the file are meant, where it does not say so itself."""

    zone = ZoneField(required=False)
    dates = forms.ChoiceField(
        label=gettext_lazy("Dates such as 3/4/2037"),
        choices=[
            ("", gettext_lazy("As the event’s date decides")),
            ("mdy", gettext_lazy("The month stands first")),
            ("dmy", gettext_lazy("The day stands first")),
        ],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, zone: str) -> None:
        super().__init__({"zone": data.get("zone") or zone, "dates": data.get("dates", "")}, label_suffix="")


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_attendance(request: DeskRequest, slug: str) -> HttpResponse:
    """Show what was brought in of who came, and take another report to look at."""
    event = _event(request, slug)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        content = form.content()
        try:
            _read(content, event, UnderstandingForm({}, zone=event.zone))
        except DomainError as refusal:
            form.add_error("file", str(refusal.sentence))
        else:
            kept = uploads.keep(content, event=event, purpose=Upload.Purpose.ATTENDANCE, by=request.user, now=timezone.now())
            return redirect("event_attendance_found", slug=slug, number=kept.pk)
    return _ask_for_a_report(request, event, form)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_attendance_found(request: DeskRequest, slug: str, number: int) -> HttpResponse:
    """Show what a report says and who of it is registered; write it down, or leave it."""
    event, now = _event(request, slug), timezone.now()
    upload = uploads.find(number, event=event, purpose=Upload.Purpose.ATTENDANCE, by=request.user, now=now)
    if upload is None:
        return _ask_for_a_report(request, event, UploadForm(), is_gone=True)
    form = UnderstandingForm(request.POST if request.method == "POST" else request.GET, zone=event.zone)
    if "leave" in request.POST:
        uploads.forget(upload)
        return redirect("event_attendance", slug=slug)
    reading = None
    try:
        reading = _read(uploads.content_of(upload), event, form)
        if request.method == "POST" and form.is_valid():
            return _bring_in(request, event, reading, upload)
    except DomainError as refusal:
        form.add_error(None, str(refusal.sentence))
    context = {"event": event, "form": form, "number": number} | (_found(event, reading) if reading else {})
    return render(request, "registrations/organizer/attendance_found.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def event_attendance_back(request: DeskRequest, slug: str, kind: str) -> HttpResponse:
    """Take a report back."""
    event = _event(request, slug)
    if attendance_import.take_back(event, kind, by=request.user, now=timezone.now()):
        messages.success(request, _("Taken back. Who pressed the button on the join page came all the same."))
    return redirect("event_attendance", slug=slug)


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)


def _ask_for_a_report(request: DeskRequest, event: Event, form: UploadForm, *, is_gone: bool = False) -> HttpResponse:
    context = {
        "event": event,
        "form": form,
        "is_gone": is_gone,
        "action": reverse("event_attendance", args=[event.slug]),
        "reports": [(_words(one.kind), one) for one in attendance_import.reports_of(event)],
    }
    return render(request, "registrations/organizer/attendance.html", context, status=422 if form.errors else 200)


def _read(content: bytes, event: Event, form: UnderstandingForm) -> Reading:
    """Return what the report says. Raises DomainError, also for a list of who registered elsewhere."""
    said = form.cleaned_data if form.is_valid() else {}
    order = Order(said["dates"]) if said.get("dates") else None
    reading = reports.read(content, replace(reports.setting_of(event, zone=said.get("zone", "")), order=order))
    if not reading.people:
        raise attendance_import.NobodyCame(_("This is a list of registrations, not of who came."), field="file")
    return reading


def _bring_in(request: DeskRequest, event: Event, reading: Reading, upload: Upload) -> HttpResponse:
    report = attendance_import.bring_in(event, reading, by=request.user, now=timezone.now())
    uploads.forget(upload)
    said = ngettext("%(count)d person brought in.", "%(count)d people brought in.", report.people) % {"count": report.people}
    messages.success(request, said)
    return redirect("event_attendance", slug=event.slug)


def _found(event: Event, reading: Reading) -> dict[str, object]:
    matched = attendance_import.match(event, reading.people)
    before = next((one for one in attendance_import.reports_of(event) if one.kind == reading.kind), None)
    return {
        "tool": _words(reading.kind),
        "reading": reading,
        "matched": matched,
        "known": matched.known[:SHOWN],
        "unknown": matched.unknown[:SHOWN],
        "known_more": max(len(matched.known) - SHOWN, 0),
        "unknown_more": max(len(matched.unknown) - SHOWN, 0),
        "average": round(sum(person.minutes for person in reading.people) / len(reading.people)),
        "replaces": before,
        "seems_elsewhere": _seem_elsewhere(event, reading.people),
    }


def _seem_elsewhere(event: Event, people: list[Person]) -> bool:
    """Tell whether most people seem to have come at an hour when nothing took place: the zone may be another one."""
    if event.starts_at is None or event.ends_at is None:
        return False
    timed = [person for person in people if person.first_at]
    outside = [one for one in timed if one.first_at and not event.starts_at - _NEAR <= one.first_at <= event.ends_at + _NEAR]
    return len(outside) * 2 > len(timed)


def _words(kind: str) -> str | Promise:
    return KINDS.get(kind, kind)
