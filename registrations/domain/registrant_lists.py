"""Lists of who registered elsewhere: what ticket tools and spreadsheets export, row by row."""

from dataclasses import dataclass
from datetime import datetime

from events_service.lib import stamps
from events_service.lib.stamps import Order
from registrations.domain import report_words
from registrations.domain.report_layout import Table
from registrations.domain.report_words import Column

TICKET_TOOLS = ("eventbrite", "pretix", "tito", "luma")


@dataclass(frozen=True, slots=True)
class Registrant:
    """One row of such a list; `line` is its number, the headings being the first. `status` is `registered`, `waiting` or `cancelled`."""

    email: str
    name: str
    organization: str
    status: str
    registered_at: datetime | None
    line: int


def is_export(tables: list[Table], kind: str) -> bool:
    """Tell whether this is what a ticket tool exports, rather than a report of who came."""
    lists = [table for table in tables if table.lists_registrants]
    if not lists or len(lists) < len(tables):
        return False
    return kind in TICKET_TOOLS or any(table.columns.keys() & {Column.ORDER, Column.TICKET} for table in lists)


def is_list(tables: list[Table]) -> bool:
    """Tell whether the file holds a list of people with addresses, whoever wrote it, and no report of who came."""
    return bool(tables) and all(table.lists_registrants for table in tables)


def registrants_of(tables: list[Table], zone: str) -> list[Registrant]:
    """Return the rows of all lists as they stand. Times without a zone are those of a clock in `zone`."""
    return [registrant for table in tables if table.lists_registrants for registrant in _registrants(table, zone)]


def _registrants(table: Table, zone: str) -> list[Registrant]:
    read = [stamps.read(table.cell(row, Column.REGISTERED_AT)) for row in table.rows]
    order = next(iter(stamps.orders([stamp for stamp in read if stamp], near=None)), Order.MONTH_FIRST)
    found = []
    for line, (row, stamp) in enumerate(zip(table.rows, read, strict=True), 2):
        moments = stamps.instants(stamp, order=order, zone=zone, day=None) if stamp else []
        said = (table.cell(row, Column.EMAIL), table.name(row), table.cell(row, Column.ORGANIZATION))
        if any(said):
            status = report_words.status_of(table.cell(row, Column.STATUS))
            found.append(Registrant(*said, status, moments[0] if moments else None, line))
    return found
