"""What remains, as it appears: recordings and recaps as RSS and Atom, of the whole archive or of a series."""

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events_service.accounts.models import Site
from events_service.events.domain import finding
from events_service.events.models import Event, Series
from events_service.events.models.event import EventQuerySet
from events_service.lib.markdown import to_text
from events_service.pages.caching import public_page
from events_service.pages.event import moved_to

NEWEST = 50
_KINDS = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
_TYPES = {"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}


@require_safe
@public_page
def archive_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """Tell of the recordings and recaps that were published last."""
    site = Site.objects.first()
    if site is None:
        raise Http404
    return _feed(kind, site.name, reverse("archive"), reverse("archive_feed", args=[kind]), _remaining(timezone.now()))


@require_safe
@public_page
def series_feed(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Tell of those of one series."""
    try:
        series = finding.series_at(slug)
    except finding.Moved as moved:
        return moved_to(request, reverse("series_feed", args=[moved.slug, kind]))
    except Series.DoesNotExist:
        raise Http404 from None
    events = _remaining(timezone.now()).filter(series=series)
    return _feed(kind, series.title, series.get_absolute_url(), reverse("series_feed", args=[slug, kind]), events)


def _remaining(now: datetime) -> EventQuerySet:
    """Return listed events with a recording or a recap, the last published first."""
    held = Event.objects.listed().over(now).select_related("recap")
    return held.annotate(since=Coalesce("watchable_at", "recap__published_at")).filter(since__isnull=False).order_by("-since", "-pk")


def _feed(kind: str, title: str, page: str, address: str, events: EventQuerySet) -> HttpResponse:
    feed = _KINDS[kind](
        title=title,
        link=settings.SITE_URL + page,
        description=_("Recordings and recaps of past events."),
        language=get_language(),
        feed_url=settings.SITE_URL + address,
    )
    for event in events[:NEWEST]:
        since = event.watchable_at or event.recap.published_at or event.changed_at
        feed.add_item(
            title=event.title,
            link=settings.SITE_URL + event.get_absolute_url(),
            description=_about(event),
            unique_id=f"urn:x-uid:{quote(event.uid, safe='@')}",
            unique_id_is_permalink=False,
            pubdate=since,
            updateddate=max(since, event.changed_at),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=_TYPES[kind])


def _about(event: Event) -> str:
    recap = getattr(event, "recap", None)
    text = recap.text if recap and recap.published_at else ""
    return event.summary or Truncator(to_text(text or event.text)).chars(500)
