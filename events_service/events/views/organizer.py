"""The pages on which an organizer writes events and series."""

import re
from collections.abc import Set as AbstractSet

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events_service.accounts.domain import rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import editing, previewing, publishing, readiness, reading_back
from events_service.events.domain.editing import ChangedMeanwhile, Version
from events_service.events.forms import EventForm, SeriesForm, clashes
from events_service.events.models import Appearance, Event, EventTemplate
from events_service.lib.errors import DomainError

_IN_BOTH = tuple(f"{name}_{code}" for name in ("title", "summary", "text") for code, _name in settings.LANGUAGES)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_new(request: DeskRequest) -> HttpResponse:
    """Write a new event: save it as a draft, or publish it at once."""
    if not rights.organizations_edited_by(request.user).exists():
        raise Http404
    form = EventForm(request.POST or None, user=request.user)
    if _is_to_be_saved(request) and form.is_valid() and (event := _write(request, form)):
        return _saved(request, event, form)
    return _form_page(request, form)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_edit(request: DeskRequest, slug: str) -> HttpResponse:
    """Write an event anew. The times of a published one are moved by rescheduling it."""
    event = _to_edit(request, slug)
    form = EventForm(request.POST or None, user=request.user, event=event)
    try:
        if _is_to_be_saved(request) and form.is_valid() and (written := _write(request, form)):
            return _saved(request, written, form)
    except ChangedMeanwhile as refusal:
        return _clash_page(request, event, names=refusal.names, mine=Version.of(form.written()))
    return _form_page(request, form)


@desk_page
@require_POST
def event_publish(request: DeskRequest, slug: str) -> HttpResponse:
    """Publish a draft as it stands, or lead to what it lacks."""
    event = get_object_or_404(Event.objects.organized_by(request.user), slug=slug)
    try:
        publishing.publish(event, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(reverse("event_edit", args=[slug]) + (f"#id_{refusal.field}" if refusal.field else ""))
    messages.success(request, _("Published. Anybody with the link can register now."))
    return redirect("desk_event", slug=slug)


@desk_page
@require_safe
def event_preview(request: DeskRequest, slug: str) -> HttpResponse:
    """Show a draft as it will read, in both languages."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    context = {
        "event": event,
        "speakers": Appearance.objects.filter(event=event).select_related("speaker"),
    }
    return render(request, "events/preview.html", context | _preview(event))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: DeskRequest) -> HttpResponse:
    """Make a series; it is published with it, since an empty one is on no list."""
    if not rights.organizations_edited_by(request.user).exists():
        raise Http404
    form = SeriesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            series = publishing.create_series(form.cleaned_data["organization"], details=form.details(), now=timezone.now())
            publishing.publish_series(series, by=request.user, now=timezone.now())
        messages.success(request, _("The series “%(title)s” is there. Choose it when you write an event.") % {"title": series.title})
        return redirect("desk")
    return render(request, "events/series_form.html", {"form": form}, status=422 if form.errors else 200)


def _to_edit(request: DeskRequest, slug: str) -> Event:
    """Return the event of this page; of a form that was sent, the one it was opened for, whatever its address is by now."""
    events = Event.objects.organized_by(request.user).select_related("series", "room", "written_by")
    opened_for = request.POST.get("event", "")
    return get_object_or_404(events, pk=opened_for) if re.fullmatch(r"\d{1,18}", opened_for) else get_object_or_404(events, slug=slug)


def _is_to_be_saved(request: DeskRequest) -> bool:
    return request.method == "POST" and _act(request) not in {"preview", "check"}


def _act(request: DeskRequest) -> str:
    return request.POST.get("act", "save")


def _write(request: DeskRequest, form: EventForm) -> Event | None:
    """Save what was typed, or say beside the field why not."""
    publish, now = _act(request) == "publish", timezone.now()
    try:
        if form.event:
            opened = form.opened_at()
            return editing.change(form.event, written=form.written(), opened=opened, publish=publish, by=request.user, now=now)
        return editing.create(form.cleaned_data["organization"], written=form.written(), publish=publish, by=request.user, now=now)
    except ChangedMeanwhile:
        raise
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    if form.event:
        form.event.refresh_from_db()  # what was refused is in the instance, not in the row
    return None


def _saved(request: DeskRequest, event: Event, form: EventForm) -> HttpResponse:
    said = _("Published. Anybody with the link can register now.") if _act(request) == "publish" else _("Saved.")
    messages.success(request, " ".join([said, *_when(event)]), extra_tags=form.cleaned_data["draft"])
    return redirect("event_publish_later" if _act(request) == "later" else "desk_event", slug=event.slug)


def _form_page(request: DeskRequest, form: EventForm) -> HttpResponse:
    has_templates = form.event is None and EventTemplate.objects.edited_by(request.user).exists()
    context = {"form": form, "event": form.event, "has_templates": has_templates} | _preview(_typed(form))
    return render(request, "events/form.html", context, status=422 if form.errors else 200)


def _clash_page(request: DeskRequest, event: Event, *, names: AbstractSet[str], mine: Version) -> HttpResponse:
    """Show what somebody else wrote meanwhile beside what was typed, to choose what is to stay."""
    event.refresh_from_db()
    theirs, typed = EventForm(user=request.user, event=event), EventForm(request.POST, user=request.user, event=event)
    typed.go_on_without(names - typed.fields.keys())
    context = {
        "form": typed,
        "event": event,
        "clashes": list(clashes(typed, theirs, names=names, mine=mine)),
        "was_published": not names <= typed.fields.keys(),
    }
    return render(request, "events/form.html", context | _preview(_typed(typed)), status=409)


def _typed(form: EventForm) -> Event:
    """Return what stands in the form so far as an event that is none, whether or not it could be saved."""
    kept = form.event or Event(zone="UTC")
    if not form.is_bound:
        return kept
    texts = {name: form[name].value() or "" for name in _IN_BOTH}
    typed = Event(**texts, zone=kept.zone, starts_at=kept.starts_at, ends_at=kept.ends_at)
    if form.errors.keys().isdisjoint({"zone", "starts", "ends"}) and form.cleaned_data.get("times"):
        typed.zone, (typed.starts_at, typed.ends_at) = form.times.zone, form.times.instants()
    return typed


def _preview(event: Event) -> dict[str, object]:
    """Return how the page reads in both languages, and what is missing in one of them."""
    return {"proofs": previewing.proofs(event), "untranslated": list(readiness.untranslated(event))}


def _when(event: Event) -> list[str]:
    """Return the event's time as a sentence, if it has one."""
    if event.starts_at is None or event.ends_at is None:
        return []
    return [reading_back.sentence(event.starts_at, event.ends_at, [event.zone], language=get_language() or "en")]
