"""Tables as other people's programs write them: bytes that somebody uploads become rows of clean cells, in bounds of size and time."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events_service.lib.errors import DomainError

BYTES_AT_MOST = 20 * 1024 * 1024
ROWS_AT_MOST = 200_000
_LINE_AT_MOST = 100_000  # characters: a longer line is no row of anything
_DELIMITERS = "\t;|,"  # of two that fit alike the first: decimal commas make columns too
_LOOKED_AT = 200  # lines decide which delimiter it is
_LINES_IN_A_CELL = 20  # more are a quotation mark that nobody closed
# Spaces that programs put into times, marks that nobody sees, and the zero bytes of half a UTF-16.
_CLEAN = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007"), " ") | dict.fromkeys(
    map(ord, "\ufeff\u200b\u200e\u200f\u202a\u202c\x00"), None
)
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "xlsx"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"RIFF", "picture"),
    (b"BM", "picture"),
)
_SENTENCES: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "large": _("The file is larger than 20 MB, which is more than any report. Is it the right one?"),
    "long": _("The file has more than 200,000 rows. Split it, or export less at once."),
    "xlsx": _("This is a workbook of a spreadsheet program. Open it there, choose “Save as…”, then CSV, and give me that file."),
    "pdf": _("This is a PDF. Export the report as CSV instead."),
    "picture": _("This is a picture. Export the report as CSV instead."),
    "html": _("This is a web page, not a report: the download may have led to a sign-in page. Export the report as CSV."),
    "json": _("This is JSON. Export the report as CSV instead."),
    "binary": _("This file is not text. Export the report as CSV."),
}


class NotATable(DomainError):
    """What was given is no table of text; `kind` says in one word what it is instead."""

    def __init__(self, kind: str) -> None:
        super().__init__(_SENTENCES[kind], field="file")
        self.kind = kind


def rows(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV or tab-separated file, its cells without the spaces around them; blank rows are left out.

    UTF-8, UTF-16 and Windows-1252, with or without a byte order mark; comma, semicolon, tab or bar. Raises NotATable.
    """
    text = _text(content)
    _refuse_other_texts(text)
    delimiter, text = _delimiter(text)
    found = []
    for row in _parsed(text, delimiter):
        if any(row):
            found.append(row)
        if len(found) > ROWS_AT_MOST:
            raise NotATable("long")
    return found


def _text(content: bytes) -> str:
    if len(content) > BYTES_AT_MOST:
        raise NotATable("large")
    if not content.strip(b"\x00\t\r\n \xff\xfe\xef\xbb\xbf"):
        raise NotATable("empty")
    for signature, kind in _SIGNATURES:
        if content.startswith(signature) and (signature != b"BM" or b"\x00" in content[:64]):
            raise NotATable(kind)
    text = _decoded(content).translate(_CLEAN)
    odd = sum(1 for character in text[:4_000] if ord(character) < 32 and character not in "\t\r\n\x0b\x0c")
    if odd > len(text[:4_000]) / 50:
        raise NotATable("binary")
    return text


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    head = content[:400]
    if head[1::2].count(0) > len(head) / 5:
        return content.decode("utf-16-le", errors="replace")
    if head[0::2].count(0) > len(head) / 5:
        return content.decode("utf-16-be", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _refuse_other_texts(text: str) -> None:
    head = text.lstrip()[:500].lower()
    if head.startswith(("<!doctype html", "<html", "<?xml", "<head", "<body", "<table")):
        raise NotATable("html")
    if head.startswith("{\\rtf"):
        raise NotATable("binary")
    if head.startswith(("{", "[{", '["')):
        raise NotATable("json")
    if any(len(line) > _LINE_AT_MOST for line in text.splitlines()):
        raise NotATable("binary")


def _delimiter(text: str) -> tuple[str, str]:
    """Return what stands between the cells, and the text without the line that says so (`sep=;`)."""
    first, _end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        return first.strip()[-1], rest
    head = "\n".join(text.splitlines()[:_LOOKED_AT])
    return max(_DELIMITERS, key=lambda delimiter: _regularity(head, delimiter)), text


def _regularity(head: str, delimiter: str) -> int:
    """Return how many cells stand in rows of the commonest width: the true delimiter makes a table, others make accidents."""
    widths = Counter(len(row) for row in _read(head, delimiter))
    return max((width * count for width, count in widths.items() if width > 1), default=0)


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    found = _read(text, delimiter)
    if any(cell.count("\n") > _LINES_IN_A_CELL for row in found for cell in row if "\n" in cell):
        found = _split(text, delimiter)
    return ([_cell(cell) for cell in row] for row in found)


def _read(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:  # a cell without end
        return _split(text, delimiter)


def _split(text: str, delimiter: str) -> list[list[str]]:
    return [line.split(delimiter) for line in text.splitlines()]


def _cell(cell: str) -> str:
    """Return what the cell says: without spaces around, and without the `="…"` that keeps a spreadsheet from guessing."""
    cell = cell.strip()
    return cell[2:-1].strip() if len(cell) > 3 and cell.startswith('="') and cell.endswith('"') else cell
