"""Tables as CSV that a spreadsheet takes for nothing but words and numbers."""

import pytest

from events_service.lib import sheets


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(1)", " =1", "\t1", "\r1", "\n1", "\u00a0=1", "＝1", "－1"])  # noqa: RUF001  full-width forms
def test_what_begins_like_a_formula_is_words(words):
    [_mark, line] = sheets.csv_lines([[words]])

    assert line.decode().strip('"\r\n').startswith("'")


@pytest.mark.parametrize("cell", ["a=1", "Rosa", "", 0, -1, "México"])
def test_other_cells_stay_as_they_are(cell):
    assert list(sheets.csv_lines([["x", cell]])) == ["\ufeff".encode(), f"x,{cell}\r\n".encode()]


def test_each_row_leaves_as_soon_as_it_is_there():
    lines = sheets.csv_lines(iter([["first"], ["second"]]))

    assert [next(lines), next(lines)] == ["\ufeff".encode(), b"first\r\n"]
