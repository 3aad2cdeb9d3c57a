"""Something to look at on a fresh installation: a real past webinar with what remains of it, and a series to come.

The facts (title, links, articles, who hosts) are those of a public page; the words are our own. Nothing that is here
already is written over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from secrets import token_hex
from zoneinfo import ZoneInfo

from django.db import transaction

from events_service.accounts.models import Membership, Organization, Site, User
from events_service.events.domain import hosting, publishing, rooms, speaking
from events_service.events.domain.scheduling import RoughDate, Times
from events_service.events.models import Article, Event, Precision, Series
from recordings.domain import demo_texts as texts
from recordings.domain import publishing as recordings_publishing
from registrations.domain import reminders
from registrations.models import Lead

ZONE = "America/Los_Angeles"
OWNER = "owner@solidarity-economics.example"
_DAYS_AHEAD, _DAYS_BETWEEN = 9, 14  # so that a week's reminder is still to come, and there is time to think in between
_STARTS, _ENDS = time(10), time(11, 30)
_THURSDAY = 3

_HOSTS = (
    ("equity-research-institute", "Equity Research Institute", "abcd"),
    ("institute-for-social-transformation", "Institute for Social Transformation", "cdef"),
)


@dataclass(frozen=True)
class Demo:
    """What there is to look at."""

    series: Series
    owner: User
    made_events: int


@transaction.atomic
def fill(*, now: datetime) -> Demo:
    """Make whatever of the demo is not here yet. Twice is once; what was changed since stays as it is."""
    hosts, owner = _people()
    series = Series.objects.filter(slug=texts.SERIES["slug"]).first() or _series(hosts, now=now)
    for article in texts.ARTICLES:
        if not Article.objects.filter(organization=hosts[0], url=article["url"]).exists():
            Article.objects.create(organization=hosts[0], series=series, **article)
    made = [_past_webinar(hosts, series, now=now), *_coming_events(hosts, series, now=now)]
    return Demo(series, owner, made_events=sum(made))


def _people() -> tuple[list[Organization], User]:
    contact = "hello@solidarity-economics.example"
    Site.objects.get_or_create(pk=1, defaults={"name": "Solidarity Economics", "zone": ZONE, "contact": contact})
    owner = User.objects.filter(email=OWNER).first() or User.objects.create_user(OWNER, name="Demo owner")
    hosts = []
    for slug, name, dyes in _HOSTS:
        sender = {"sender_address": "events@solidarity-economics.example", "reply_to": contact}
        host, _made = Organization.objects.get_or_create(slug=slug, defaults={"name": name, "zone": ZONE, "dyes": dyes, **sender})
        Membership.objects.get_or_create(user=owner, organization=host, defaults={"role": Membership.Role.OWNER})
        hosts.append(host)
    return hosts, owner


def _series(hosts: list[Organization], *, now: datetime) -> Series:
    series = publishing.create_series(hosts[0], details=texts.SERIES, now=now)
    for host in hosts[1:]:
        hosting.add_host(series, host)
    publishing.publish_series(series, now=now)
    return series


def _past_webinar(hosts: list[Organization], series: Series, *, now: datetime) -> bool:
    """Put the webinar into the archive, without a date, since the page records none; tell whether it was missing."""
    if Event.objects.filter(source_key=texts.PAST["source_key"]).exists():
        return False
    when = RoughDate(zone=ZONE, precision=Precision.NONE, on=None)
    event = _publish(hosts, {**texts.PAST, "series": series}, when, now=now)
    recordings_publishing.set_recording(event, url=texts.RECORDING, language="en", duration_seconds=None, now=now)
    recordings_publishing.set_recap(event, **texts.RECAP)
    recordings_publishing.publish(event, now=now)
    return True


def _coming_events(hosts: list[Organization], series: Series, *, now: datetime) -> list[bool]:
    """Publish the events to come, each with its room and its reminders; tell for each whether it was missing."""
    made = []
    for details, on in zip(texts.COMING, _days(now), strict=True):
        is_missing = not Event.objects.filter(source_key=details["source_key"]).exists()
        if is_missing:
            when = Times(zone=ZONE, starts_on=on, starts_time=_STARTS, ends_on=on, ends_time=_ENDS)
            event = _publish(hosts, {**details, "series": series}, when, now=now)
            rooms.change(event, {"url": f"https://meet.jit.si/SolidarityEconomics-{token_hex(6)}"}, now=now)
            speaking.set_speakers(event, texts.SPEAKERS[str(details["language"])], now=now)
            for lead in Lead:
                reminders.switch_on(event, lead, now=now)
        made.append(is_missing)
    return made


def _publish(hosts: list[Organization], details: Mapping[str, object], when: Times | RoughDate, *, now: datetime) -> Event:
    event = publishing.create(hosts[0], details=details, when=when, now=now)
    for host in hosts[1:]:
        hosting.add_host(event, host)
    publishing.publish(event, now=now)
    return event


def _days(now: datetime) -> list[date]:
    """Return the Thursdays on which the events to come are held."""
    first = now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=_DAYS_AHEAD)
    first += timedelta(days=(_THURSDAY - first.weekday()) % 7)
    return [first + timedelta(days=_DAYS_BETWEEN * index) for index in range(len(texts.COMING))]
