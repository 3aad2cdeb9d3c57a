"""The pages on which an organizer puts together what there is to read for an event or a series."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import reading
from events_service.events.forms import ArticleForm
from events_service.events.models import Article, Event, Series
from events_service.lib.errors import DomainError


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_reading(request: DeskRequest, slug: str) -> HttpResponse:
    """Show and change what there is to read for an event."""
    return _page(request, get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def series_reading(request: DeskRequest, slug: str) -> HttpResponse:
    """Show and change what there is to read for a series; it stands with each of its events too."""
    return _page(request, get_object_or_404(Series.objects.organized_by(request.user), slug=slug))


def _page(request: DeskRequest, hosted: Event | Series) -> HttpResponse:
    act, number = request.POST.get("act", ""), _number(request)
    article = reading.of(hosted).filter(pk=number).first() if number else None
    if number and article is None and request.method != "POST":
        raise Http404
    form = ArticleForm(request.POST if act == "save" else None, article=article)
    if number and act in _ACTS:
        _ACTS[act](hosted, number, now=timezone.now())
        return redirect(request.path)
    if form.is_bound and form.is_valid() and _is_saved(hosted, number, form, now=timezone.now()):
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return render(request, "events/reading.html", _context(request, hosted, article, form), status=422 if form.errors else 200)


def _context(request: DeskRequest, hosted: Event | Series, article: Article | None, form: ArticleForm) -> dict[str, object]:
    event = hosted if isinstance(hosted, Event) else None
    series = event.series if event else None
    is_mine = series is not None and Series.objects.organized_by(request.user).filter(pk=series.pk).exists()
    return {
        "hosted": hosted,
        "event": event,
        "article": article,
        "form": form,
        "articles": reading.of(hosted),
        "series_articles": reading.of(series) if series else [],
        "series": series,
        "may_change_series": is_mine,
    }


def _number(request: DeskRequest) -> int:
    """Return which article the page is about, 0 for none; 404 for what is no number."""
    number = request.POST.get("article") or request.GET.get("article") or "0"
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return int(number)


def _is_saved(hosted: Event | Series, number: int, form: ArticleForm, *, now: datetime) -> bool:
    """Write it, or say beside the field why not."""
    try:
        if number:
            reading.change(hosted, number, form.reading(), opened=form.cleaned_data["opened"], now=now)
        else:
            reading.add(hosted, form.reading(), now=now)
    except reading.ChangedSince as refusal:
        form.seen(reading.of(hosted).get(pk=number))
        form.add_error(None, str(refusal.sentence))
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    return not form.errors


_ACTS = {"up": reading.move_up, "remove": reading.remove}
