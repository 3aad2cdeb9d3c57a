"""Tables of other people's programs, byte by byte."""

import time

import pytest

from events_service.lib import tables
from events_service.lib.tables import NotATable

ROWS = [["Name", "Email"], ["José", "jose@example.org"]]
TEXT = "Name,Email\r\nJosé,jose@example.org\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_its_encoding_and_delimiter(encoding, delimiter):
    assert tables.rows(TEXT.replace(",", delimiter).encode(encoding)) == ROWS


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("sep=;\na;b,c\n", [["a", "b,c"]]),
        ('a,"b\nc"\r\nd,e\r\n', [["a", "b\nc"], ["d", "e"]]),
        ("a,b\n\n , \nc,d\n", [["a", "b"], ["c", "d"]]),
        ('a,="2037-12-03 10:00"\n', [["a", "2037-12-03 10:00"]]),
        ("a,10:00\u202fPM\n", [["a", "10:00 PM"]]),
        ("a;1,5\nb;2,5\n", [["a", "1,5"], ["b", "2,5"]]),
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    ],
)
def test_cells_come_as_they_were_meant(text, rows):
    assert tables.rows(text.encode()) == rows


def test_a_quotation_mark_that_nobody_closed_swallows_no_rows():
    text = 'Name,Email\n"Rosa,rosa@example.org\n' + "Ana,ana@example.org\n" * 50

    assert len(tables.rows(text.encode())) == 52


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"PK\x03\x04\x14\x00", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "xlsx"),
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"<!DOCTYPE html><title>Sign in</title>", "html"),
        (b'{"participants": []}', "json"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"," * 200_000, "binary"),
        (b"a,b\n" * 200_002, "long"),
        (b"a" * (tables.BYTES_AT_MOST + 1), "large"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(content, kind):
    with pytest.raises(NotATable) as refusal:
        tables.rows(content)

    assert refusal.value.kind == kind
    assert str(refusal.value.sentence)


def test_a_large_file_is_read_in_a_few_seconds():
    content = b'"Valle, Rosa",rosa@example.org,"Dec 03, 2037 10:00:00",60\n' * 190_000

    before = time.process_time()
    rows = tables.rows(content)

    assert len(rows) == 190_000
    assert time.process_time() - before < 20
