"""Public calendars to subscribe to: of the whole site, of an organization, of a series."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from events_service.accounts.models import Organization, Site
from events_service.events.domain import face, ical
from events_service.events.models import Event, Series
from events_service.events.models.event import EventQuerySet
from events_service.lib.bilingual import in_language

LOOKS_BACK = timedelta(days=365)
CANCELLED_STAY = timedelta(days=30)  # after their date, so that slow subscribers take them out too
NEWEST = 1_000


@dataclass(frozen=True)
class Feed:
    """A calendar in one language. `events` are all published ones that belong to it, whether it shows them now or not.

    `lost_at` is when it last lost one to others: a change that none of those that are left can tell of.
    """

    events: EventQuerySet
    language: str
    name: str
    zone: str
    lost_at: datetime | None = None


@dataclass(frozen=True)
class State:
    """What a feed's bytes depend on. Equal tags mean equal bytes; `changed_at` is None where nothing was ever published."""

    tag: str
    changed_at: datetime | None


def of_site(language: str) -> Feed:
    """Return the feed of all that is published here. Raises Site.DoesNotExist before the installation is set up."""
    site = Site.objects.get()
    return Feed(Event.objects.published(), language, site.name, site.zone)


def of_organization(slug: str, language: str) -> Feed:
    """Return the feed of what this organization hosts, alone or with others. Raises Organization.DoesNotExist."""
    known = Organization.objects.annotate(lost_at=Max("departures__left_at"))
    name, zone, lost_at = known.values_list("name", "zone", "lost_at").get(slug=slug)
    return Feed(Event.objects.published().filter(hostings__organization__slug=slug), language, name, zone, lost_at)


def of_series(series: Series, language: str) -> Feed:
    """Return the feed of a series; its zone is that of its first host."""
    zone = series.hostings.values_list("organization__zone", flat=True).first()
    events = Event.objects.published().filter(series=series)
    return Feed(events, language, in_language(series, "title", language), zone or "")


def state_of(feed: Feed, *, now: datetime) -> State:
    """Return the feed's state, with one query. Entries that are missing are made first."""
    found = _aggregates(feed, now=now)
    if found["entries"] != found["shown"]:
        face.complete(_shown(feed, now=now).values_list("pk", flat=True), feed.language)
        found = _aggregates(feed, now=now)
    # Faces are replaced, never rewritten, and ids only grow: as many entries with the same sum of ids are the same entries.
    state = f"{found['entries']} {found['version']}"
    changed_at = max(filter(None, (found["changed_at"], feed.lost_at)), default=None)
    return State(hashlib.sha256(_around(feed) + state.encode()).hexdigest()[:32], changed_at)


def bytes_of(feed: Feed, *, now: datetime) -> bytes:
    """Return the feed as a file, the newest first: 12 months back, and at most 1,000 events."""
    newest = _shown(feed, now=now).order_by("-starts_at", "-pk")[:NEWEST]
    return _around(feed, face.calendar_entries(newest, feed.language))


def _around(feed: Feed, entries: list[str] | None = None) -> bytes:
    with translation.override(feed.language):
        description = _("Events of %(name)s") % {"name": feed.name}
    return ical.calendar_bytes(entries or [], name=feed.name, description=description, zone=feed.zone)


def _aggregates(feed: Feed, *, now: datetime) -> dict[str, Any]:
    is_shown = _is_shown(now)
    return feed.events.annotate(entry=face.kept_entry(feed.language)).aggregate(
        shown=Count("pk", filter=is_shown),
        entries=Count("entry", filter=is_shown),
        version=Sum("entry", filter=is_shown),
        changed_at=Max("changed_at"),  # of hidden ones too: what has just been hidden changes the feed
    )


def _shown(feed: Feed, *, now: datetime) -> EventQuerySet:
    return feed.events.filter(_is_shown(now))


def _is_shown(now: datetime) -> Q:
    """Listed, with a time (the comparison leaves out who has none), and not too long ago."""
    taken_place = Q(cancelled_at=None, ends_at__gt=now - LOOKS_BACK)
    return Q(unlisted=False) & (taken_place | Q(cancelled_at__isnull=False, ends_at__gt=now - CANCELLED_STAY))
