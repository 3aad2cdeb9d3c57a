"""Typed times read back: one sentence, with what clocks show in a few places."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events_service.lib import timezones

PLACES_AROUND = ("America/Mexico_City", "Europe/Madrid", "UTC")
_AT_MOST = 3


def zones_around(zone: str, *, also: Iterable[str], at: datetime) -> list[str]:
    """Return the zone and up to two more in which clocks show something else at that moment: `also` first, then places around."""
    zones: dict[object, str] = {}
    for name in (zone, *also, *PLACES_AROUND):
        if timezones.is_zone(name):
            zones.setdefault(at.astimezone(ZoneInfo(name)).utcoffset(), name)
    return list(zones.values())[:_AT_MOST]


def sentence(starts_at: datetime, ends_at: datetime, zones: Iterable[str], *, language: str) -> str:
    """Return the times in all these zones, the first of which is where it takes place; the day again where it is another.

    "Thursday, December 3, 2037, 6:00 – 7:30 PM Pacific Time · 8:00 – 9:30 PM in Mexico City
    · Friday, December 4, 2037, 3:00 – 4:30 AM in Madrid"
    """
    here, *others = zones
    day = timezones.day_words(starts_at, here, language)
    said = [f"{day}, {timezones.span_words(starts_at, ends_at, here, language)} {timezones.zone_words(starts_at, here, language)}"]
    for zone in others:
        span, other_day = timezones.span_words(starts_at, ends_at, zone, language), timezones.day_words(starts_at, zone, language)
        said.append(_place(span if other_day == day else f"{other_day}, {span}", zone, language))
    return " · ".join(said)


def _place(span: str, zone: str, language: str) -> str:
    if zone in {"UTC", "Etc/UTC"}:
        return f"{span} UTC"
    return _("%(time)s in %(place)s") % {"time": span, "place": timezones.city_words(zone, language)}
