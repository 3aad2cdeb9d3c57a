"""Organizer pages that count who comes: moving, cancelling, reminders."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import changing, publishing, scheduling
from events_service.events.domain.topics import topic_of
from events_service.events.forms import CancelForm, RescheduleForm
from events_service.events.models import Event, Progress
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain
from events_service.mail.domain import fates
from registrations.domain import audience, reminders
from registrations.models import Lead


class ReminderForm(forms.Form):
    """One reminder, switched on or off, and what to say besides."""

    lead = forms.ChoiceField(choices=Lead.choices)
    act = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
    note = forms.CharField(
        required=False,
        max_length=2_000,
        error_messages={"max_length": gettext_lazy("Say it in at most 2,000 characters")},
    )

    carries_room = forms.BooleanField(required=False)

    def __init__(self, data: Any = None) -> None:
        lead = data.get("lead", "") if data else ""
        super().__init__(data, auto_id=f"%s-{lead.replace('%', '')}")  # one form for each reminder, on one page

    def clean_note(self) -> str:
        return plain(self.cleaned_data["note"].replace("\r\n", "\n"))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_reschedule(request: DeskRequest, slug: str) -> HttpResponse:
    """Move an event in two steps: the new times, then what changes and who will be told."""
    event = _event(request, slug)
    if not changing.is_known(event) or event.starts_at is None:
        return redirect("event_edit", slug=slug)
    form = RescheduleForm(request.POST or None, event=event)
    if request.method == "POST" and "back" not in request.POST and form.is_valid():
        if "confirm" not in request.POST:
            return _ask_whether_to_move(request, event, form)
        if _move(request, event, form):
            return redirect("desk_event", slug=slug)
    return render(request, "registrations/organizer/reschedule.html", {"event": event, "form": form}, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_cancel(request: DeskRequest, slug: str) -> HttpResponse:
    """Cancel an event, with a reason, after seeing who will be told."""
    event = _event(request, slug)
    form, told = CancelForm(request.POST or None), audience.told_about(event)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.cancel(event, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, " ".join([_("Cancelled."), _will_be_told(told.total)]))
            return redirect("desk_event", slug=slug)
    context = {"event": event, "form": form, "told": told}
    return render(request, "registrations/organizer/cancel.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def event_reinstate(request: DeskRequest, slug: str) -> HttpResponse:
    """Let a cancelled event take place after all."""
    event = _event(request, slug)
    try:
        publishing.reinstate(event, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, " ".join([_("It takes place after all."), _will_be_told(audience.told_about(event).total)]))
    return redirect("desk_event", slug=slug)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_reminders(request: DeskRequest, slug: str) -> HttpResponse:
    """Show each reminder with its moment and how many it reaches, and switch it on or off."""
    event = _event(request, slug)
    form = ReminderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _switch(event, form)
        except DomainError as refusal:
            messages.error(request, str(refusal.sentence))
        return redirect(request.path)
    sent = fates.of(topic=topic_of(event))
    steps = reminders.with_fates(reminders.plan(event, now=timezone.now()), sent)
    context = {"event": event, "steps": steps, "form": form}
    return render(request, "registrations/organizer/reminders.html", context, status=422 if form.errors else 200)


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)


def _ask_whether_to_move(request: DeskRequest, event: Event, form: RescheduleForm) -> HttpResponse:
    starts_at, ends_at = form.times.instants()
    context = {"event": event, "form": form, "starts_at": starts_at, "ends_at": ends_at, "zone": form.times.zone}
    is_moved = (starts_at, ends_at) != (event.starts_at, event.ends_at)
    booked = event.access_services.exclude(status=Progress.PLANNED) if is_moved else []
    context |= {"told": audience.told_about(event), "booked": booked}
    return render(request, "registrations/organizer/reschedule_confirm.html", context)


def _move(request: DeskRequest, event: Event, form: RescheduleForm) -> bool:
    """Move the event, or say beside the field why it cannot be moved."""
    told = audience.told_about(event)
    try:
        changed = scheduling.reschedule(event, form.times, by=request.user, now=timezone.now())
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return False
    messages.success(request, _will_be_told(told.total) if changed else _("Nothing changed: these were its times."))
    return True


def _will_be_told(count: int) -> str:
    said = ngettext("%(count)s person will be told.", "%(count)s people will be told.", count) % {"count": count}
    return " ".join([said, _("The mail leaves in two minutes.")]) if count else _("Nobody has to be told.")


def _switch(event: Event, form: ReminderForm) -> None:
    said = form.cleaned_data
    if said["act"] == "on":
        reminders.switch_on(event, said["lead"], note=said["note"], carries_room=said["carries_room"], now=timezone.now())
    else:
        reminders.switch_off(event, said["lead"], now=timezone.now())
