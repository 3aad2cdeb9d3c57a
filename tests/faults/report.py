"""The table of a run, for the terminal and for docs/reliability.md."""

import os
import re
from collections.abc import Iterable
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.course import Result

PAGE = Path(__file__).resolve().parent.parent.parent / "docs/reliability.md"
COLUMNS = ("round", "times", "posted", "received", "repeated", "unknown", "failed", "not sent", "seconds")


def line(result: Result) -> str:
    """Return one result as a row of Markdown."""
    figures = [f"{figure:,}" for figure in astuple(result.figures)] if result.figures else ["**did not hold**", *[""] * 5]
    return _row([result.name, f"{result.times:,}", *figures, f"{result.seconds:.0f}"])


def head() -> str:
    """Return the first two rows."""
    return _row(COLUMNS) + _row(["---", *["--:"] * (len(COLUMNS) - 1)])


def write(title: str, results: Iterable[Result], *, command: str) -> None:
    """Put the table under its heading in docs/reliability.md, in the place of an older one."""
    when = f"`{command}`, {datetime.now(UTC):%-d %B %Y}, on {os.cpu_count()} cores."
    section = f"## {title}\n\n{when}\n\n{head()}{''.join(map(line, results))}"
    page = PAGE.read_text() if PAGE.exists() else "# Reliability\n"
    others = [part for part in re.split(r"^(?=## )", page, flags=re.MULTILINE) if not part.startswith(f"## {title}\n")]
    PAGE.write_text("\n\n".join(part.strip() for part in [*others, section]) + "\n")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
