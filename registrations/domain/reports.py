"""Reading what a webinar tool says of who came, and what a ticket tool says of who registered.

The file is somebody else's: its times may be without a zone, and month and day in either order. Both are decided once for the
whole file, from all its stamps and the event's date, never row by row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import product
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event
from events_service.lib import durations, stamps, tables
from events_service.lib.stamps import Order, Stamp
from events_service.lib.tables import NotATable
from registrations.domain import presences, registrant_lists, report_layout, report_words
from registrations.domain.presences import Person, Visit
from registrations.domain.registrant_lists import Registrant
from registrations.domain.report_layout import Table, WrongFile
from registrations.domain.report_words import Column

AROUND = timedelta(hours=14)  # before the start and after the end: no zone is further off, and yesterday's meeting at the same time is
_CELL_AT_MOST = 300
_CAME = {"joined", "joined before", "unido", "unido antes", "se unio", "se unio antes"}  # actions of a log
_WENT = {"left", "abandono", "salio", "ha salido"}
_READ = lru_cache(maxsize=20_000)(stamps.read)


class NobodyNamed(WrongFile):
    """The file has the right headings, and nobody below them."""


@dataclass(frozen=True)
class Setting:
    """What is known of the event a report should be about, and what the organizer says of the file."""

    zone: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None
    order: Order | None = None

    @property
    def earliest(self) -> datetime | None:
        start = self.starts_at or (datetime.combine(self.day, datetime.min.time(), ZoneInfo(self.zone)) if self.day else None)
        return start - AROUND if start else None

    @property
    def latest(self) -> datetime | None:
        end = self.ends_at or (datetime.combine(self.day, datetime.max.time(), ZoneInfo(self.zone)) if self.day else None)
        return end + AROUND if end else None


@dataclass(frozen=True)
class Reading:
    """What a file says: who was there, or who registered elsewhere, and how it was understood."""

    kind: str
    people: list[Person]
    registrations: list[Registrant]
    left_out: int = 0
    names_its_zone: bool = True
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table that tells who came, its times not yet understood."""

    name: str
    email: str
    role: str
    join: Stamp | None
    leave: Stamp | None
    on: Stamp | None
    seconds: float | None
    is_summary: bool


def setting_of(event: Event, *, zone: str = "", order: Order | None = None) -> Setting:
    """Return what the event says of its report; times without a zone are read off a clock in `zone`, or in the event's."""
    return Setting(zone or event.zone, event.starts_at, event.ends_at, event.starts_on, order)


def read(content: bytes, setting: Setting) -> Reading:
    """Return what the file says.

    Raises NotATable where it is no table of text, WrongFile where it is a table of something else or of another day.
    """
    rows = [[cell[:_CELL_AT_MOST] for cell in row] for row in tables.rows(content)]
    report_layout.refuse_other_reports(rows)
    found = report_layout.tables_of(rows)
    kind = report_layout.kind_of(rows, found)
    telling = [table for table in found if table.tells_who_came and report_words.SECTIONS.get(table.title) != "skip"]
    if registrant_lists.is_export(found, kind):
        return Reading(kind, [], _registrants(kind, found, setting))
    if not telling:
        raise _says_nothing(found)
    return _reading(kind, telling, setting)


def error_kind(error: Exception) -> str:
    """Return in one word what a file is that could not be read."""
    return error.kind if isinstance(error, NotATable | WrongFile) else "unknown"


def _reading(kind: str, telling: list[Table], setting: Setting) -> Reading:
    rows = [row for table in telling for row in _rows(table, setting)]
    order = _order(rows, setting)
    visits = [_visit(row, order, setting) for row in rows]
    there = [visit for visit in visits if _is_within(visit, setting)]
    if visits and not there:
        raise WrongFile(kind, _another_day(rows, setting))
    people = [person for person in presences.people_of(_closed(there)) if person.name or person.email]
    if not people:
        raise NobodyNamed(kind, _("The report names nobody who was there."))
    names_its_zone = not any(row.join and row.join.zone is None for row in rows)
    return Reading(kind, people, [], len(visits) - len(there), names_its_zone, order)


def _registrants(kind: str, found: list[Table], setting: Setting) -> list[Registrant]:
    registrants = registrant_lists.registrants_of(found, setting.zone)
    if not registrants:
        raise NobodyNamed(kind, _("The list names nobody."))
    return registrants


def _says_nothing(found: list[Table]) -> WrongFile:
    if any(table.lists_registrants and Column.REGISTERED_AT in table.columns for table in found):
        return report_layout.report_of_registrations()
    if found:
        return WrongFile("list", _("This is a list of people without times or minutes: it does not say who was there."))
    return WrongFile("unknown", _("This is not a report that I know: no row has headings such as Name, Email, Join time and Duration."))


def _rows(table: Table, setting: Setting) -> Iterator[_Row]:
    """Yield the rows of those who were there; who was absent, or only in the waiting room, is passed over."""
    if Column.ACTION in table.columns and Column.AT in table.columns:
        yield from _logged(table)
        return
    unit, is_hours = _unit(table, setting)
    zones = {column: stamps.zone_in(table.heading(column)) for column in (Column.JOIN, Column.LEAVE)}
    is_summary = report_words.folded(table.heading(Column.JOIN)) in report_words.FIRST_JOINS
    for row in table.rows:
        join = _stamp(table.cell(row, Column.JOIN), zones[Column.JOIN])
        leave = _stamp(table.cell(row, Column.LEAVE), zones[Column.LEAVE])
        seconds = durations.seconds(table.cell(row, Column.DURATION), unit=unit, is_hours=is_hours)
        if _was_there(table, row, has_time=join is not None or bool(seconds)):
            email, name = _who(table, row)
            on = _stamp(table.cell(row, Column.DATE), None)
            yield _Row(name, email, _role(table, row), join, leave, on, seconds, is_summary)


def _who(table: Table, row: list[str]) -> tuple[str, str]:
    email = table.cell(row, Column.EMAIL)
    return (email if "@" in email else ""), table.name(row)


def _was_there(table: Table, row: list[str], *, has_time: bool) -> bool:
    if report_words.is_no(table.cell(row, Column.ATTENDED)) or report_words.is_yes(table.cell(row, Column.WAITING)):
        return False
    return any(_who(table, row)) and (has_time or report_words.is_yes(table.cell(row, Column.ATTENDED)))


def _role(table: Table, row: list[str]) -> str:
    if report_words.is_yes(table.cell(row, Column.MODERATOR)):
        return "moderator"
    if Column.ROLE in table.columns:
        return report_words.role_of(table.cell(row, Column.ROLE))
    return report_words.SECTIONS.get(table.title) or "attendee"


def _unit(table: Table, setting: Setting) -> tuple[str, bool]:
    """Return the unit of bare numbers and whether `1:02` begins with hours, by the heading and by the whole column."""
    cells = [table.cell(row, Column.DURATION) for row in table.rows]
    heading = table.heading(Column.DURATION).lower()
    is_large = any(cell.isdecimal() and float(cell[:9]) > 24 * 60 for cell in cells)
    unit = "s" if "sec" in heading or "seg" in heading or is_large else "h" if "(h" in heading else "m"
    longest = max((durations.seconds(cell) or 0 for cell in cells if durations.has_two_parts(cell)), default=0)
    length = (setting.ends_at - setting.starts_at).total_seconds() if setting.starts_at and setting.ends_at else 0
    return unit, longest <= max(3 * length, 6 * 60 * 60)


def _stamp(cell: str, zone: tzinfo | None) -> Stamp | None:
    found = _READ(cell) if cell else None
    if found and found.zone is None and zone is not None:
        return Stamp(found.numbers, found.is_open, found.time, zone)
    return found


def _logged(table: Table) -> Iterator[_Row]:
    """Pair the joins and leaves of a log of events. Who never left stayed to the end."""
    zone: tzinfo | None = UTC if "utc" in table.heading(Column.AT).lower() else None
    inside: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in table.rows:
        email, name = _who(table, row)
        at, action = _stamp(table.cell(row, Column.AT), zone), report_words.folded(table.cell(row, Column.ACTION))
        if at is None or not (name or email):
            continue
        waiting = inside[email, name]
        if action in _WENT and waiting and waiting[-1].leave is None:
            last = waiting[-1]
            waiting[-1] = _Row(last.name, last.email, last.role, last.join, at, None, None, is_summary=False)
        elif action in _CAME:
            waiting.append(_Row(name, email, _role(table, row), at, None, None, None, is_summary=False))
    for rows in inside.values():
        yield from rows


def _order(rows: list[_Row], setting: Setting) -> Order:
    """Return the one order of month and day in the file. Raises WrongFile where some dates exist in neither."""
    found = [stamp for row in rows for stamp in (row.join, row.leave, row.on) if stamp]
    near = setting.starts_at.astimezone(ZoneInfo(setting.zone)).date() if setting.starts_at else setting.day
    possible = [setting.order] if setting.order else stamps.orders(found, near=near)
    if not possible:
        raise WrongFile("unknown", _("The dates of this file do not go together: some have the month first, others the day."))
    return possible[0]


def _visit(row: _Row, order: Order, setting: Setting) -> Visit:
    day = row.on.on(order) if row.on else setting.day
    if setting.starts_at and row.on is None:
        day = setting.starts_at.astimezone(ZoneInfo(setting.zone)).date()
    joins = stamps.instants(row.join, order=order, zone=setting.zone, day=day) if row.join else []
    leaves = stamps.instants(row.leave, order=order, zone=setting.zone, day=day) if row.leave else []
    if row.leave and row.leave.numbers is None and joins and leaves and leaves[-1] < joins[0]:
        leaves = [leave + timedelta(days=1) for leave in leaves]  # past midnight
    joined, left = _fitting(joins, leaves, row.seconds)
    if joined and left is None and row.seconds is not None:
        left = joined + timedelta(seconds=row.seconds)
    return Visit(row.name, row.email, row.role, joined, left, row.seconds, row.is_summary)


def _fitting(joins: list[datetime], leaves: list[datetime], seconds: float | None) -> tuple[datetime | None, datetime | None]:
    """Return the two instants; where the clocks went back, those that lie as far apart as the report says, or else the closest."""
    pairs = [(join, leave) for join, leave in product(joins, leaves) if leave >= join]
    if not pairs:
        return (joins[0] if joins else None), None
    length = timedelta(seconds=seconds) if seconds is not None else timedelta()
    return min(pairs, key=lambda pair: abs(pair[1] - pair[0] - length))


def _is_within(visit: Visit, setting: Setting) -> bool:
    if visit.joined_at is None or setting.earliest is None or setting.latest is None:
        return True
    return visit.joined_at <= setting.latest and (visit.left_at or visit.joined_at) >= setting.earliest


def _closed(visits: list[Visit]) -> Iterable[Visit]:
    """Let who never left stay until the last one did."""
    last = max((moment for visit in visits for moment in (visit.left_at, visit.joined_at) if moment), default=None)
    for visit in visits:
        if visit.joined_at and visit.left_at is None and last is not None:
            yield Visit(visit.name, visit.email, visit.role, visit.joined_at, last, visit.seconds, visit.is_summary)
        else:
            yield visit


def _another_day(rows: list[_Row], setting: Setting) -> str:
    """Return the sentence that names the day of the report, and both where month and day could change places."""
    found = [stamp for row in rows for stamp in (row.join, row.leave, row.on) if stamp and stamp.numbers]
    possible = [setting.order] if setting.order else stamps.orders(found, near=None)
    days = dict.fromkeys(min(on for stamp in found if (on := stamp.on(order))) for order in possible)
    words = [formats.date_format(on) for on in days]
    if len(words) == 2:
        return str(
            _("This report is of another day: %(one)s or %(other)s. Is it the report of this event?") % {"one": words[0], "other": words[1]}
        )
    return str(_("This report is of another day: %(date)s. Is it the report of this event?") % {"date": ", ".join(words)})
