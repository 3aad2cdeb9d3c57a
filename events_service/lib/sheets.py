"""Tables as files that spreadsheets open as they were meant."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO

import xlsxwriter

_BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")  # noqa: RUF001  their full-width forms begin a formula as well


_MOMENT = "%Y-%m-%d %H:%M"
_CELL_AT_MOST = 32_767  # characters, by the format
_WIDTH = 22  # characters of a column


class _Echo:
    """What a writer writes to is handed back, and kept nowhere."""

    def write(self, row: str) -> str:
        return row


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """Yield the rows as CSV (RFC 4180), in UTF-8 with a byte order mark, each as soon as it is there.

    Words that a spreadsheet would take for a formula come with an apostrophe before them (OWASP, CSV injection).
    """
    writer = csv.writer(_Echo())
    yield _BOM.encode()
    for row in rows:
        yield str(writer.writerow([_harmless(cell) for cell in row])).encode()


def workbook(rows: Iterable[Iterable[object]]) -> IO[bytes]:
    """Return the rows as a workbook (XLSX), open at its beginning: the first are headings, words are never formulas or links.

    Written row by row into temporary files, so that a hundred thousand rows need no more memory than one.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd hh:mm"}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 25, _WIDTH)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, None if number else bold)
    file.seek(0)
    return file


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: object, style: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell[:_CELL_AT_MOST], style)
    else:
        sheet.write(row, column, cell)


def _harmless(cell: object) -> object:
    if isinstance(cell, datetime):
        return cell.strftime(_MOMENT)
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
