"""Links that put an event, or a whole feed, into somebody's calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from events_service.events.domain import ical
from events_service.events.models import Event


@dataclass(frozen=True)
class CalendarLinks:
    """Ways to copy one event. Say beside Google and Outlook that such a copy does not move when the event moves."""

    file: str
    google: str
    outlook: str
    outlook_at_work: str


@dataclass(frozen=True)
class SubscriptionLinks:
    """Ways to follow a feed. `address` is the one to copy, for whatever has no link here, and for Google where its link fails."""

    address: str
    webcal: str
    google: str


def links_of(event: Event, language: str, ics_path: str | None = None) -> CalendarLinks | None:
    """Return how to put this event into a calendar, or None where it has no time. `ics_path` leads to one person's own file."""
    if event.starts_at is None or event.ends_at is None:
        return None
    with translation.override(language):
        file = ics_path or reverse("feed_event", args=[event.slug])
    words = ical.summary(event, language), ical.description(event, language), ical.where(event, language)
    outlook = _outlook(*words, event.starts_at, event.ends_at)
    return CalendarLinks(
        file=file,
        google=_google(*words, event.starts_at, event.ends_at),
        outlook=f"https://outlook.live.com/calendar/deeplink/compose?{outlook}",
        outlook_at_work=f"https://outlook.office.com/calendar/deeplink/compose?{outlook}",
    )


def subscription_of(path: str) -> SubscriptionLinks:
    """Return how to follow the feed at this path."""
    address = f"{settings.SITE_URL}{path}"
    webcal = urlsplit(address)._replace(scheme="webcal").geturl()
    google = f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"  # with https:// Google takes it for a page
    return SubscriptionLinks(address, webcal, google)


def _google(summary: str, description: str, where: str, starts_at: datetime, ends_at: datetime) -> str:
    dates = "/".join(f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}" for instant in (starts_at, ends_at))
    said = {"action": "TEMPLATE", "text": summary, "dates": dates, "details": description, "location": where}
    return f"https://calendar.google.com/calendar/render?{urlencode(said)}"


def _outlook(summary: str, description: str, where: str, starts_at: datetime, ends_at: datetime) -> str:
    """Outlook shows a plus for a space, so a space is %20."""
    start, end = (f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for instant in (starts_at, ends_at))
    said = {"path": "/calendar/action/compose", "rru": "addevent", "subject": summary, "body": description, "location": where}
    return urlencode(said | {"startdt": start, "enddt": end}, quote_via=quote)
