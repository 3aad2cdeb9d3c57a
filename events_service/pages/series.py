"""The page of a series: what it is about, its events in their order, what to read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from events_service.events.domain import calendar_links, finding, hosting, reading
from events_service.events.models import Series
from events_service.lib.markdown import to_text
from events_service.pages import together
from events_service.pages.caching import public_page
from events_service.pages.event import moved_to
from events_service.pages.sharing import share_of


@require_safe
@public_page
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published series."""
    try:
        found = finding.series_at(slug)
    except finding.Moved as moved:
        return moved_to(request, reverse("series", args=[moved.slug]))
    except Series.DoesNotExist:
        raise Http404 from None
    context = {
        "series": found,
        "about": Truncator(to_text(found.text)).chars(200),
        "share": share_of(found),
        "hosts": hosting.hosts_of(found),
        "parts": together.parts_of(found, now=timezone.now()).rows,
        "articles": reading.in_order(together.reading().filter(series=found)),
        "subscription": calendar_links.subscription_of(reverse("feed_series", args=[found.slug])),
    }
    return render(request, "pages/series.html", context)
