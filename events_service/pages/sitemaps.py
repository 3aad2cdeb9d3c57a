"""Every public page, for search engines: in both languages, each leading to the other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from events_service.events.models import Event, Series, Speaker


class _Here(Sitemap[Any]):
    """At the site's own address, whatever name a request came by."""

    i18n = alternates = x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return str(urlsplit(settings.SITE_URL).netloc)


class Lists(_Here):
    """Pages that there are always."""

    def items(self) -> Iterable[str]:
        return ["home", "archive", "privacy", "accessibility", "contact"]

    def location(self, item: str) -> str:
        return reverse(item)


class Events(_Here):
    """Listed events, past and to come."""

    def items(self) -> QuerySet[Event]:
        return Event.objects.listed().only("slug", "changed_at").order_by("pk")

    def lastmod(self, item: Event) -> datetime:
        return item.changed_at


class AllSeries(_Here):
    """Published series."""

    def items(self) -> QuerySet[Series]:
        return Series.objects.published().only("slug", "changed_at").order_by("pk")

    def lastmod(self, item: Series) -> datetime:
        return item.changed_at


class People(_Here):
    """Who appears at a listed event."""

    def items(self) -> QuerySet[Speaker]:
        shown = Event.objects.listed().filter(cancelled_at=None)
        return Speaker.objects.filter(appearances__event__in=shown).distinct().only("slug").order_by("pk")


SITEMAPS: dict[str, type[_Here]] = {"pages": Lists, "events": Events, "series": AllSeries, "people": People}
