"""How a report is laid out: its tables with their headings, and which tool wrote it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events_service.lib.errors import DomainError
from registrations.domain import report_words
from registrations.domain.report_words import Column, folded

_DATA = re.compile(r"@|\d:\d\d|^\d+$")
_TITLES = 12  # rows at the top of a file that may say what it is

_PERSON = {Column.NAME, Column.FIRST, Column.EMAIL}
_PRESENCE = {Column.JOIN, Column.LEAVE, Column.DURATION, Column.ATTENDED, Column.ACTION}
_LISTED = {Column.ORDER, Column.TICKET, Column.REGISTERED_AT, Column.STATUS, Column.CHECKED_IN, Column.ORGANIZATION}

REGISTRATIONS = "registration-report"
_OTHER_REPORTS: dict[str, tuple[tuple[str, ...], Promise]] = {
    REGISTRATIONS: (
        ("registration report", "registrant report", "registrant details", "registrants", "informe de inscripcion", "informe de registro"),
        _("This report says who registered, not who came. Export the attendee report instead."),
    ),
    "poll-report": (
        ("poll report", "poll details", "polls", "poll results", "informe de sondeo", "informe de encuesta", "informe de votacion"),
        _("This is a report of a poll, not of who came. Export the attendee report instead."),
    ),
    "questions-report": (
        ("q a report", "question details", "questions report", "informe de preguntas y respuestas"),
        _("This is a report of questions and answers, not of who came. Export the attendee report instead."),
    ),
    "survey-report": (
        ("survey report", "survey details", "informe de la encuesta", "informe de encuestas"),
        _("This is a report of a survey, not of who came. Export the attendee report instead."),
    ),
    "performance-report": (
        ("performance report", "informe de rendimiento"),
        _("This is a report on the webinar as a whole, not of who came. Export the attendee report instead."),
    ),
}


class WrongFile(DomainError):
    """The file is not what was asked for; `kind` says in one word what it is instead."""

    def __init__(self, kind: str, sentence: str | Promise) -> None:
        super().__init__(sentence, field="file")
        self.kind = kind


@dataclass(frozen=True)
class Table:
    """A table of a file: under which title, with which headings, and its rows."""

    title: str
    headings: list[str]
    columns: dict[Column, int]
    rows: list[list[str]] = field(default_factory=list)

    def cell(self, row: list[str], column: Column) -> str:
        """Return what the row says in this column; an empty cell may be written as dashes."""
        place = self.columns.get(column)
        said = row[place] if place is not None and place < len(row) else ""
        return "" if said in {"-", "--", "—", "N/A", "n/a"} else said

    def name(self, row: list[str]) -> str:
        parts = [self.cell(row, Column.FIRST), self.cell(row, Column.LAST)]
        return self.cell(row, Column.NAME) or " ".join(part for part in parts if part)

    def heading(self, column: Column) -> str:
        place = self.columns.get(column)
        return self.headings[place] if place is not None else ""

    @property
    def tells_who_came(self) -> bool:
        return bool(self.columns.keys() & _PERSON) and bool(self.columns.keys() & _PRESENCE)

    @property
    def lists_registrants(self) -> bool:
        return Column.EMAIL in self.columns and not self.columns.keys() & (_PRESENCE - {Column.ATTENDED})


def tables_of(rows: Iterable[list[str]]) -> list[Table]:
    """Return the tables of a file in their order: each begins at a row of headings and ends where the next, or a title, begins."""
    tables: list[Table] = []
    title = ""
    for row in rows:
        words = [cell for cell in row if cell]
        section = folded(words[0]) if len(words) == 1 else ""
        if section in report_words.SECTIONS:
            title = section
            tables.append(Table(title, [], {}))
        elif columns := _headings(row):
            tables.append(Table(title, row, columns))
        elif tables:
            tables[-1].rows.append(row)
    return [table for table in tables if table.columns]


def kind_of(rows: list[list[str]], tables: list[Table]) -> str:
    """Return the tool that wrote the file, as a stable word; `plain` where it could be any."""
    headings = {folded(cell) for table in tables for cell in table.headings}
    raw = " ".join(cell.lower() for table in tables for cell in table.headings)
    tops = {folded(cell) for row in rows[:_TITLES] for cell in row if cell}
    titles = {table.title for table in tables}
    return next((kind for kind, is_it in _signs(headings, raw, tops, titles) if is_it), "plain")


def refuse_other_reports(rows: list[list[str]]) -> None:
    """Raise WrongFile where the file says at its top that it is a report of something else."""
    tops = {folded(cell) for row in rows[:_TITLES] for cell in row[:2] if cell}
    for kind, (titles, sentence) in _OTHER_REPORTS.items():
        if tops & set(titles):
            raise WrongFile(kind, sentence)


def report_of_registrations() -> WrongFile:
    """Return the refusal of a list of who registered where a report of who came is wanted."""
    return WrongFile(REGISTRATIONS, _OTHER_REPORTS[REGISTRATIONS][1])


def _headings(row: list[str]) -> dict[Column, int]:
    """Return the columns of a row of headings, nothing where it is none: no heading is an address, a time or a number."""
    if any(_DATA.search(cell) for cell in row):
        return {}
    columns = report_words.columns_of(row)
    if len(columns) < 2 or not columns.keys() & _PERSON or not columns.keys() & (_PRESENCE | _LISTED | _PERSON):
        return {}
    words = {folded(cell) for cell in row}
    is_about_the_meeting = bool(words & {"topic", "tema", "meeting id", "id de reunion", "id de la reunion", "webinar id", "webinar name"})
    names_people = bool(words & {"name", "nombre", "full name", "display name", "attendee email"}) or Column.FIRST in columns
    return {} if is_about_the_meeting and not names_people else columns


def _signs(headings: set[str], raw: str, tops: set[str], titles: set[str]) -> Iterator[tuple[str, bool]]:
    yield "goto-webinar", bool(headings & {"interest rating", "calificacion de interes", "indice de interes"})
    yield (
        "zoom-webinar",
        bool(titles & {title for title, role in report_words.SECTIONS.items() if role in {"host", "panelist", "attendee"}}),
    )
    yield "zoom-webinar", "attendee report" in tops or "informe de asistentes" in tops
    yield "bigbluebutton", bool(headings & {"activity score", "talking time", "talk time", "webcam time", "puntuacion de actividad"})
    yield "webex", "connection type" in headings or {"attendance duration", "attendee email"} <= headings
    yield "webex", any(top.startswith("session detail") for top in tops)
    yield "teams", bool(headings & {"in meeting duration", "user action", "accion del usuario", "utceventtimestamp", "participant id"})
    yield "teams", bool(titles & {"summary", "resumen", "participants", "participantes", "in meeting activities", "meeting summary"})
    yield "teams", bool(headings & {"first join", "primera union", "primera incorporacion", "id de participante"})
    yield "zoom-meeting", any(sign in raw for sign in ("original name", "nombre original", "recording consent", "recording disclaimer"))
    yield "zoom-meeting", bool(headings & {"in waiting room", "user email", "en la sala de espera"}) and "guest" in headings
    yield "google-meet", "time joined" in headings or "time exited" in headings
    yield "jitsi", any("jitsi" in top for top in tops) or "jid" in headings
    yield (
        "eventbrite",
        bool(headings & {"attendee status", "order type", "attendee", "eventbrite fees"}) and bool(headings & {"ticket type"}),
    )
    yield "pretix", "order code" in headings
    yield "tito", bool(headings & {"ticket reference", "ticket full name", "order reference", "ticket email"})
    yield "luma", bool(headings & {"api id", "approval status"}) and bool(headings & {"ticket name", "qr code url", "ticket type id"})
