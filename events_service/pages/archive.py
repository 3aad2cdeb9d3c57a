"""The archive: what was held, and what was written."""

from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events_service.events.models import Event
from events_service.events.models.event import EventQuerySet
from events_service.lib.slots import plain
from events_service.pages import together
from events_service.pages.caching import public_page
from recordings.models import Recap

PER_PAGE = 25
ARTICLES = 100


@require_safe
@public_page
def archive(request: HttpRequest) -> HttpResponse:
    """Show past events, the newest first and the undated last, and what there is to read; `?q=` looks into titles."""
    words = plain(request.GET.get("q", ""))[:100].split()
    page = Paginator(_held(words, now=timezone.now()), PER_PAGE).get_page(request.GET.get("page"))
    articles = together.reading()
    for word in words:
        articles = articles.filter(title__icontains=word)
    context = {
        "page": page,
        "words": " ".join(words),
        "articles": articles[:ARTICLES] if page.number == 1 else [],
    }
    return render(request, "pages/archive.html", context)


def _held(words: list[str], *, now: datetime) -> EventQuerySet:
    published = Recap.objects.filter(event=OuterRef("pk"), published_at__isnull=False)
    held = Event.objects.listed().over(now).select_related("series").annotate(has_recap=Exists(published))
    for word in words:
        held = held.filter(Q(title_en__icontains=word) | Q(title_es__icontains=word))
    return held
