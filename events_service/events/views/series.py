"""The page on which an organizer keeps a series: what it says, and which events belong to it."""

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import publishing
from events_service.events.forms import SeriesEditForm
from events_service.events.models import Event, Series
from events_service.lib.errors import DomainError


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def series_edit(request: DeskRequest, slug: str) -> HttpResponse:
    """Change what a series says and where it stands; its events are listed below."""
    series = _series(request, slug)
    form = SeriesEditForm(request.POST or None, series=series)
    if request.method == "POST" and form.is_valid() and _save(series, form):
        messages.success(request, _("Saved."))
        return redirect("series_edit", slug=series.slug)
    mine = Event.objects.organized_by(request.user).order_by("-starts_on", "-pk")
    context = {
        "series": series,
        "form": form,
        "events": series.events.order_by("starts_on", "starts_time", "pk"),
        "may_change": set(mine.filter(series=series).values_list("pk", flat=True)),
        "others": mine.filter(series=None),
    }
    return render(request, "events/series_edit.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def series_events(request: DeskRequest, slug: str) -> HttpResponse:
    """Take one of this person's events into the series, or out of it. Whoever hosts it stays the same."""
    series = _series(request, slug)
    event = _event(request)
    if "add" in request.POST and event.series_id is None:
        publishing.edit(event, details={"series": series}, now=timezone.now())
        messages.success(request, _("“%(title)s” belongs to the series now.") % {"title": event.title})
    elif "remove" in request.POST and event.series_id == series.pk:
        publishing.edit(event, details={"series": None}, now=timezone.now())
        messages.success(request, _("“%(title)s” does not belong to the series any more.") % {"title": event.title})
    return redirect("series_edit", slug=slug)


def _series(request: DeskRequest, slug: str) -> Series:
    return get_object_or_404(Series.objects.organized_by(request.user), slug=slug)


def _event(request: DeskRequest) -> Event:
    number = request.POST.get("event", "")
    if not re.fullmatch(r"[0-9]{1,18}", number):
        raise Http404
    return get_object_or_404(Event.objects.organized_by(request.user), pk=number)


def _save(series: Series, form: SeriesEditForm) -> bool:
    """Save what was typed, or say beside the field why not."""
    said = form.cleaned_data
    try:
        publishing.edit_series(series, details=form.details(), opened=said["opened"], now=timezone.now())
    except publishing.SeriesChanged as refusal:
        form.add_error(None, str(refusal.sentence))
        form.look_again(series)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    return form.is_valid()
