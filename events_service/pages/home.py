"""Home: what is coming, by month."""

from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events_service.accounts.models import Site
from events_service.events.domain import calendar_links
from events_service.events.models import Event, Series
from events_service.events.models.event import EventQuerySet
from events_service.lib.slots import plain
from events_service.pages import together
from events_service.pages.caching import public_page

PER_PAGE = 24


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Show what is coming, all or by series and language; with nothing planned, the last recording."""
    if not Site.objects.exists():
        return redirect("setup")
    now = timezone.now()
    coming = Event.objects.listed().coming(now)
    chosen = {name: plain(request.GET.get(name, "")) for name in ("series", "language")}
    shown = _filtered(coming, chosen).select_related("series")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "months": _by_month(together.in_order(page.object_list, now=now)),
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "all_series": Series.objects.published().filter(pk__in=coming.order_by().values("series")).order_by("pk"),
        "all_languages": sorted(set(coming.order_by().values_list("language", flat=True).distinct())),
        "last": None if page.object_list else _last_recording(now),
        "subscription": calendar_links.subscription_of(reverse("feed_site")),
    }
    return render(request, "pages/home.html", context)


def _filtered(events: EventQuerySet, chosen: dict[str, str]) -> EventQuerySet:
    if chosen["series"]:
        events = events.filter(series__slug=chosen["series"], series__published_at__isnull=False)
    if chosen["language"]:
        events = events.filter(language=chosen["language"])
    return events


def _by_month(parts: list[together.Part]) -> dict[date, list[together.Part]]:
    """Return the parts under the first day of their month, where they are held."""
    months: dict[date, list[together.Part]] = {}
    for part in parts:
        assert part.event.starts_on is not None  # noqa: S101  what is coming has a date: a constraint of the table
        months.setdefault(part.event.starts_on.replace(day=1), []).append(part)
    return months


def _last_recording(now: datetime) -> Event | None:
    return Event.objects.listed().over(now).filter(watchable_at__isnull=False).select_related("series").first()
