"""Tables as files that spreadsheets open as they were meant."""

import csv
import re
from collections.abc import Iterable, Iterator

_BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")  # noqa: RUF001  their full-width forms begin a formula as well


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


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
