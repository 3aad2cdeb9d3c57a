"""Organizer pages that make new drafts of what is there already."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import copying as events_copying
from events_service.events.domain.recurrence import Rhythm
from events_service.events.forms.copying import DatesForm, DuplicateForm, RhythmForm, SeasonForm, next_season
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
        "registered": event.registrations.count(),
    }
    return render(request, "registrations/organizer/duplicate.html", context, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_dates(request: DeskRequest, slug: str) -> HttpResponse:
    """Make further dates of an event in one go: how often and how many, then which of them."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    if event.starts_at is None:
        return redirect("event_duplicate", slug=slug)
    series, now = _series(request, event), timezone.now()
    rhythm = RhythmForm(request.POST or request.GET or {"rhythm": Rhythm.WEEK, "count": 6}, event=event)
    occurrences = rhythm.occurrences(now=now)
    there = [one.label for one in occurrences if one.is_there]
    form = DatesForm(request.POST or None, occurrences=occurrences, leaves_out=there, series=series, asks_for_series=event.series is None)
    if request.method == "POST" and occurrences and form.is_valid():
        title = form.cleaned_data.get("series_title", "")
        make = partial(copying.make_dates, event, form.chosen(), series_title=title, by=request.user, now=now)
        if _is_made(request, form, make):
            return redirect("desk")
    context = {"event": event, "rhythm": rhythm, "form": form, "occurrences": occurrences, "series": series}
    status = 422 if rhythm.errors or form.errors else 200
    return render(request, "registrations/organizer/dates.html", context, status=status)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def series_duplicate(request: DeskRequest, slug: str) -> HttpResponse:
    """Make a season like another: its events moved by whole weeks, so that the first is on the day that is asked for."""
    series = get_object_or_404(Series.objects.organized_by(request.user), slug=slug)
    events = list(Event.objects.organized_by(request.user).filter(series=series, starts_at__isnull=False).order_by("starts_at", "pk"))
    if not events:
        return render(request, "registrations/organizer/season_empty.html", {"series": series})
    begun = next_season(series, events, today=timezone.localdate())
    season = SeasonForm(request.POST or request.GET or begun, series=series, events=events)
    occurrences = season.occurrences()
    gone = [one.label for one in occurrences if one.event.cancelled_at]
    form = DatesForm(request.POST or None, occurrences=occurrences, leaves_out=gone, series=series)
    if request.method == "POST" and occurrences and form.is_valid():
        make = partial(copying.duplicate_season, series, form.chosen(), titles=season.titles, by=request.user, now=timezone.now())
        if _is_made(request, form, make):
            return redirect("desk")
    context = {"series": series, "season": season, "form": form, "occurrences": occurrences}
    return render(request, "registrations/organizer/season.html", context, status=422 if season.errors or form.errors else 200)


def _is_made(request: DeskRequest, form: DatesForm, make: Callable[[], list[Event]]) -> bool:
    """Make the drafts and say how many, or say why there are none."""
    try:
        count = len(make())
    except DomainError as refusal:
        form.add_error(None, str(refusal.sentence))
        return False
    said = ngettext("%(count)s draft is made; its reminders are off.", "%(count)s drafts are made; their reminders are off.", count)
    messages.success(request, said % {"count": count})
    return True


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
