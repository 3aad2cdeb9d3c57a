"""Calendars to subscribe to, and the file of one event.

Calendar programs know neither cookies nor redirects, and send no Accept: an address has one answer, and an old one answers too.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events_service.events.domain import face, feeds, finding, ical
from events_service.events.models import Event

Found = TypeVar("Found")


@require_safe
def site(request: HttpRequest) -> HttpResponseBase:
    """All that is published here."""
    return _feed(request, _found(feeds.of_site, _language()))


@require_safe
def organization(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What one organization hosts."""
    return _feed(request, _found(feeds.of_organization, slug, _language()))


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One series."""
    return _feed(request, feeds.of_series(_at(finding.series_at, slug), _language()))


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One event as a file to import, also of an unlisted one: who has its link may have its date."""
    found = _at(finding.event_at, slug)
    if found.starts_at is None:
        raise Http404
    body = ical.calendar_bytes(face.calendar_entries(Event.objects.filter(pk=found.pk), _language()))
    tag, name = hashlib.sha256(body).hexdigest()[:32], f'attachment; filename="{found.slug}.ics"'
    return _answer(request, lambda: body, tag=tag, changed_at=found.changed_at, disposition=name)


def _feed(request: HttpRequest, feed: feeds.Feed) -> HttpResponseBase:
    now = timezone.now()
    state = feeds.state_of(feed, now=now)
    return _answer(request, lambda: feeds.bytes_of(feed, now=now), tag=state.tag, changed_at=state.changed_at, disposition="inline")


def _answer(
    request: HttpRequest, body: Callable[[], bytes], *, tag: str, changed_at: datetime | None, disposition: str
) -> HttpResponseBase:
    """Answer with the calendar, or that it has not changed; the body is made only where it is sent."""
    etag, stamp = quote_etag(tag), _stamp(changed_at)
    response = get_conditional_response(request, etag=etag, last_modified=stamp)
    if response is None:
        headers = {"Content-Disposition": disposition}
        response = HttpResponse(body(), content_type="text/calendar; charset=utf-8", headers=headers)
    response["ETag"] = etag
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    response["Cache-Control"] = "public, no-cache"
    return response


def _stamp(changed_at: datetime | None) -> int | None:
    """Return the whole second of the last change, or None while that second lasts: another change in it would look the same."""
    stamp = int(changed_at.timestamp()) if changed_at else None
    return stamp if stamp is not None and stamp < int(timezone.now().timestamp()) else None


def _at(find: Callable[[str], Found], slug: str) -> Found:
    """Return what lives at this address, or did once."""
    try:
        return _found(find, slug)
    except finding.Moved as moved:
        return _found(find, moved.slug)


def _found(find: Callable[..., Found], *args: str) -> Found:
    try:
        return find(*args)
    except ObjectDoesNotExist:
        raise Http404 from None


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
