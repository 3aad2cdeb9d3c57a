"""The counts of an event, drawn: each with what its table needs."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events_service.events.models import Event
from events_service.lib import timezones
from events_service.pages import charts, structured
from events_service.pages.charts import Chart, Column, Flag
from registrations.domain import attendance as attendances
from registrations.domain import attendance_import, counting, sources
from registrations.domain.attendance import Arrivals, Attendance
from registrations.domain.counting import Registering, Stretch
from registrations.models import AttendanceReport


@dataclass(frozen=True)
class DrawnRegistering:
    """How the registrations came in, and its drawing."""

    counted: Registering
    chart: Chart

    @property
    def rows(self) -> list[tuple[str, Stretch]]:
        """The days of the table, in words: those on which somebody came or went."""
        eventful = [stretch for stretch in self.counted.stretches if stretch.registered or stretch.withdrawn]
        return [(timezones.short_date_words(stretch.begins_on, _language(), with_year=True), stretch) for stretch in eventful]


@dataclass(frozen=True)
class DrawnAttendance:
    """Who came, its drawing, the rows of its table, from when to when and how many, and the reports that tell of it."""

    counted: Attendance
    chart: Chart
    rows: list[tuple[str, int]]
    reports: list[tuple[str | Promise, AttendanceReport]]


def context(event: Event, attended: Attendance | None, *, now: datetime) -> dict[str, object]:
    """Return what the overview needs to draw every count, in three statements; who came is counted already."""
    come_by = sources.of(event)
    return {
        "attendance": attendance(event, attended) if attended else None,
        "registering": registering(event, now=now),
        "sources": come_by,
        "sources_in_all": sum(source.registered for source in come_by),
        "shared_link": f"{structured.address_of(event)}?from=newsletter" if event.takes_registrations(now) else "",
    }


def registering(event: Event, *, now: datetime) -> DrawnRegistering | None:
    """Return how the registrations came in, as bars: up who registered, down who gave the place back."""
    counted = counting.registering(event, now=now)
    return DrawnRegistering(counted, charts.bars([_day(stretch) for stretch in counted.stretches])) if counted else None


def attendance(event: Event, counted: Attendance) -> DrawnAttendance:
    """Return who came, as a bar for each five minutes around the start, and which reports were brought in."""
    rows = [(_five_minutes(event, place, counted.arrivals), arrivals.came) for place, arrivals in enumerate(counted.arrivals)]
    marks = [timezones.time_words(arrivals.begins_at, event.zone, _language()) for arrivals in counted.arrivals]
    columns = [Column(mark, f"{words}: {came}", came) for mark, (words, came) in zip(marks, rows, strict=True)]
    told = [(attendance_import.KINDS.get(report.kind, report.kind), report) for report in attendance_import.reports_of(event)]
    return DrawnAttendance(counted, charts.bars(columns, Flag(-attendances.EARLIEST, _("Starts"))), rows, told)


def _five_minutes(event: Event, place: int, arrivals: list[Arrivals]) -> str:
    begin = arrivals[place].begins_at
    end = begin + attendances.FIVE
    if place == 0:
        return _("before %(time)s") % {"time": timezones.time_words(end, event.zone, _language())}
    if place == len(arrivals) - 1:
        return _("from %(time)s") % {"time": timezones.time_words(begin, event.zone, _language())}
    return timezones.span_words(begin, end, event.zone, _language())


def _day(stretch: Stretch) -> Column:
    mark = timezones.short_date_words(stretch.begins_on, _language())
    words = _("%(day)s: %(registered)s registered, %(withdrawn)s gave it back") % {
        "day": mark,
        "registered": stretch.registered,
        "withdrawn": stretch.withdrawn,
    }
    return Column(mark, words, stretch.registered, stretch.withdrawn)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
