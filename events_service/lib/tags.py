"""Template tags and filters of the whole house; they stand in every template without loading."""

import json
import re
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from events_service.lib import markdown, timezones, weave

register = template.Library()

_ICONS = Path(__file__).parent / "icons"
_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_HARMLESS = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return the icon, as large as a line of text and in its colour; decorative, so a word stands beside it."""
    found = _DRAWING.search((_ICONS / f"{name}.svg").read_text())
    if not found:
        raise ValueError(f"{name}.svg is no drawing")
    drawing = re.sub(r"\s*/>", "/>", re.sub(r">\s+<", "><", found[1].strip()))
    return mark_safe(f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{drawing}</svg>')  # noqa: S308  a file of ours


@register.simple_tag
def said(name: str, value: str | None = None) -> SafeString:
    """Return a small template that shows one of a few values, `{{ value }}`: rendered once for each, however many rows show it."""
    return _said(name, value, _language())


@lru_cache(maxsize=512)
def _said(name: str, value: str | None, language: str) -> SafeString:
    return mark_safe(render_to_string(name, {"value": value}).strip())  # noqa: S308  a template of ours has escaped it


@register.simple_tag(takes_context=True)
def turned(context: template.Context, number: int, name: str = "", until: int | None = None) -> str:
    """Return the query that turns a list to this page and leaves all else: `name` is the list's where a page has several.

    `until` holds a list that grows at its newest row of now.
    """
    kept = context["request"].GET.copy()
    kept[name or "page"] = str(number)
    if until:
        kept["until"] = str(until)
    return f"?{kept.urlencode()}"


@register.simple_tag(name="weave")
def weave_tag(seed: str, columns: int, rows: int, dyes: str = "abcd", cell: int = 20) -> SafeString:
    """Return a cover woven from the seed: `{% weave event.seed 64 7 event.series.dyes|default:"abcd" 20 %}`."""
    return mark_safe(weave.cover(seed, columns, rows, dyes or "abcd", cell))  # noqa: S308  numbers and six letters


@register.filter
def day(instant: datetime, zone: str) -> str:
    """Thursday, December 3, 2026"""
    return timezones.day_words(instant, zone, _language())


@register.filter
def short_day(instant: datetime, zone: str) -> str:
    """Thu, Dec 3"""
    return timezones.short_day_words(instant, zone, _language())


@register.filter
def clock(instant: datetime, zone: str) -> str:
    """10:00 AM"""
    return timezones.time_words(instant, zone, _language())


@register.filter
def moment(instant: datetime, zone: str) -> str:
    """Thursday, December 3, 2026, 10:00 AM Pacific Time"""
    return timezones.moment_words(instant, zone, _language())


@register.filter
def zone_in_words(instant: datetime, zone: str) -> str:
    """Pacific Time"""
    return timezones.zone_words(instant, zone, _language())


@register.simple_tag
def spans(start: datetime, end: datetime, zone: str) -> str:
    """10:00 – 11:30 AM Pacific Time"""
    return f"{timezones.span_words(start, end, zone, _language())} {timezones.zone_words(start, zone, _language())}"


@register.simple_tag
def hours(start: datetime, end: datetime, zone: str) -> str:
    """10:00 – 11:30 AM"""
    return timezones.span_words(start, end, zone, _language())


@register.simple_tag
def leaf(instant: datetime, zone: str) -> SafeString:
    """Return the day as a leaf of a calendar; decorative, since the date stands beside it in words."""
    month, number, weekday = timezones.leaf_words(instant, zone, _language())
    return format_html('<div class="leaf" aria-hidden="true"><b>{}</b><span>{}</span><small>{}</small></div>', month, number, weekday)


@register.filter
def date_in_words(on: date) -> str:
    """June 22, 2020"""
    return timezones.date_words(on, _language())


@register.filter
def month_in_words(on: date) -> str:
    """June 2020"""
    return timezones.month_words(on, _language())


@register.simple_tag
def rough_date(on: date | None, precision: str) -> str:
    """Return a date as exactly as it is known: "June 22, 2020", "June 2020", "2020"; without one say so."""
    if on is None:
        return gettext("Date not recorded")
    if precision in {"time", "day"}:
        return timezones.date_words(on, _language())
    return timezones.month_words(on, _language()) if precision == "month" else str(on.year)


@register.filter
def mmss(seconds: int) -> str:
    """1:05, or 1:01:05 for an hour and more"""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


@register.filter
def minutes(seconds: int) -> int:
    """Return a length in whole minutes, at least one."""
    return max(1, round(seconds / 60))


@register.filter
def markdown_html(source: str) -> SafeString:
    """Return Markdown as HTML that cannot run."""
    return markdown.to_html(source)


@register.filter
def language_name(code: str) -> str:
    """Return a language in the reader's language: "Spanish", "inglés"."""
    return timezones.language_words(code, _language())


@register.filter
def own_name(code: str) -> str:
    """Return a language as it calls itself: "English", "Español"."""
    name = timezones.own_language_words(code)
    return name[:1].upper() + name[1:]


@register.simple_tag
def said_in(row: object, name: str) -> SafeString:
    """Mark a text that stands in another language than the page: `<h1{% said_in event "title" %}>`."""
    here = _language()
    if not getattr(row, f"{name}_{here}", ""):
        for code, _name in settings.LANGUAGES:
            if getattr(row, f"{name}_{code}", ""):
                return format_html(' lang="{}"', code)
    return SafeString("")


@register.simple_tag
def json_ld(data: dict[str, object]) -> SafeString:
    """Return a data block for search engines; nothing in it can end the block."""
    text = json.dumps(data, ensure_ascii=False, default=str).translate(_HARMLESS)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  escaped the line above


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
