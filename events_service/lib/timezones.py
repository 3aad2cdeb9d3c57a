"""Wall-clock times, instants, and the words for both.

A wall time is what a clock in a zone shows; an instant is an aware datetime in UTC. Words come from CLDR through Babel.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, localedata
from babel.dates import format_date, format_interval, format_skeleton, get_timezone_location, get_timezone_name
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.lib.errors import DomainError

_LOCALES = {"en": Locale("en", "US"), "es": Locale("es", "419")}
_CLOCK = {"en": "hm", "es": "Hm"}  # CLDR skeletons: twelve hours, or twenty-four


class NonexistentTime(DomainError):
    """The clocks jump over this wall time."""


class RepeatedTime(DomainError):
    """This wall time happens twice and nobody said which."""


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Return every IANA zone a person would name, sorted."""
    named = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/")))
    return (*sorted(named), "UTC")


def is_zone(name: str) -> bool:
    """Tell whether this is an IANA zone known here."""
    return name in available_timezones()


def to_instant(on: date, at: time, zone: str, *, fold: int | None = None) -> datetime:
    """Return the instant at which a clock in `zone` shows this wall time.

    `fold` says which of the two when the hour repeats: 0 the first, 1 the second (PEP 495).
    Raises NonexistentTime in the gap of a clock change, RepeatedTime when the hour repeats and `fold` is None.
    """
    first, second = (datetime.combine(on, at, ZoneInfo(zone)).replace(fold=f) for f in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if not _exists(first):
        raise NonexistentTime(
            _("There is no %(time)s on %(date)s in %(zone)s: the clocks jump over it.")
            % {"time": f"{at:%H:%M}", "date": on.isoformat(), "zone": zone}
        )
    if fold is None:
        raise RepeatedTime(
            _("%(time)s happens twice on %(date)s in %(zone)s, because the clocks go back. Say which one.")
            % {"time": f"{at:%H:%M}", "date": on.isoformat(), "zone": zone}
        )
    return (second if fold else first).astimezone(UTC)


def _exists(wall: datetime) -> bool:
    return wall.astimezone(UTC).astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None)


def earlier(instant: datetime, zone: str, *, days: int = 0, minutes: int = 0) -> datetime:
    """Return the instant this long before: days keep the wall time in `zone`, minutes count elapsed time.

    A wall time that does not exist that day moves past the gap; one that repeats is taken the first time.
    """
    wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(days=days)
    moved = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if days else instant
    return moved - timedelta(minutes=minutes)


@lru_cache(maxsize=4_000)
def zone_words(instant: datetime, zone: str, language: str) -> str:
    """Return the zone as people say it: "Pacific Time", "hora del Pacífico"."""
    if zone in {"UTC", "Etc/UTC"}:
        return "UTC"
    there, locale = instant.astimezone(ZoneInfo(zone)), _LOCALES[language]
    words = get_timezone_name(there, width="long", zone_variant="generic", locale=locale)
    return words if not words.startswith("GMT") else get_timezone_location(there, locale=locale)


@lru_cache(maxsize=1_000)
def city_words(zone: str, language: str) -> str:
    """Return the city that gives the zone its name: "Mexico City", "Ciudad de México"."""
    return get_timezone_location(ZoneInfo(zone), locale=_LOCALES[language], return_city=True).rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=4_000)
def day_words(instant: datetime, zone: str, language: str) -> str:
    """Return the day there: "Thursday, December 3, 2026"."""
    return format_date(instant.astimezone(ZoneInfo(zone)), "full", locale=_LOCALES[language])


@lru_cache(maxsize=4_000)
def short_day_words(instant: datetime, zone: str, language: str) -> str:
    """Return the day there, short and without the year: "Thu, Dec 3"."""
    return format_skeleton("MMMEd", instant.astimezone(ZoneInfo(zone)), locale=_LOCALES[language])


@lru_cache(maxsize=4_000)
def time_words(instant: datetime, zone: str, language: str) -> str:
    """Return the time there without its zone: "10:00 AM" or "10:00"."""
    return _plain(format_skeleton(_CLOCK[language], instant.astimezone(ZoneInfo(zone)), locale=_LOCALES[language]))


@lru_cache(maxsize=4_000)
def span_words(start: datetime, end: datetime, zone: str, language: str) -> str:
    """Return from when to when, without the zone: "10:00 – 11:30 AM"; with the second day where it is another."""
    first, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    if first.date() != last.date():
        return f"{time_words(start, zone, language)} – {short_day_words(end, zone, language)}, {time_words(end, zone, language)}"
    return _plain(format_interval(first, last, _CLOCK[language], locale=_LOCALES[language]))


def moment_words(instant: datetime, zone: str, language: str) -> str:
    """Return day, time and zone in one: "Thursday, December 3, 2026, 10:00 AM Pacific Time"."""
    return f"{day_words(instant, zone, language)}, {time_words(instant, zone, language)} {zone_words(instant, zone, language)}"


def lazy_moment_words(instant: datetime, zone: str) -> str:
    """Return the same in the language that is active when it is written down."""
    words: str = lazy(lambda: moment_words(instant, zone, get_language() or settings.LANGUAGE_CODE), str)()
    return words


@lru_cache(maxsize=4_000)
def leaf_words(instant: datetime, zone: str, language: str) -> tuple[str, str, str]:
    """Return month, day and weekday there, short, as a leaf of a calendar has them: ("DEC", "3", "Thu")."""
    there, locale = instant.astimezone(ZoneInfo(zone)), _LOCALES[language]
    return format_date(there, "LLL", locale=locale).upper(), str(there.day), format_date(there, "ccc", locale=locale)


def language_words(code: str, language: str) -> str:
    """Return the name of a language, in a language: "Spanish", "español"; the code itself where it has no name."""
    name: str = Locale(language).languages.get(code, code)
    return name


def own_language_words(code: str) -> str:
    """Return the name of a language in itself: "English", "español"; the code where it has no name."""
    return language_words(code, code) if localedata.exists(code) else code


def date_words(on: date, language: str) -> str:
    """Return a calendar date without its weekday: "June 22, 2020"."""
    return format_date(on, "long", locale=_LOCALES[language])


def short_date_words(on: date, language: str, *, with_year: bool = False) -> str:
    """Return a calendar date as short as can be, for where many stand side by side: "Jun 22", or "Jun 22, 2020"."""
    return format_skeleton("yMMMd" if with_year else "MMMd", on, locale=_LOCALES[language])


def weekday_words(on: date, language: str) -> str:
    """Return the weekday of a date: "Thursday", "jueves"."""
    return format_date(on, "EEEE", locale=_LOCALES[language])


def month_words(on: date, language: str) -> str:
    """Return the month of a date: "June 2020"."""
    return format_skeleton("yMMMM", on, locale=_LOCALES[language])


def _plain(words: str) -> str:
    """CLDR puts thin and narrow spaces into times; our fonts and some mail programs have none."""
    return words.replace("\u202f", " ").replace("\u2009", " ")
