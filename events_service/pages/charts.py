"""Bars as the server draws them. Across they stand in percent and down in pixels, so that words keep their size at every width."""

from dataclasses import dataclass
from itertools import count
from math import ceil

TOP, BOTTOM = 22, 184  # pixels, where the tallest bar ends and where the lowest does
SLOTS_AT_LEAST = 12  # so that a single bar is no wall
MARKS_AT_MOST = 5
LINES_AT_MOST = 4
THINNEST = 1.5


@dataclass(frozen=True)
class Column:
    """What one bar stands for: how it is called on the axis, what is said of it, how many go up from the line and how many down."""

    mark: str
    words: str
    up: int
    down: int = 0


@dataclass(frozen=True)
class Bar:
    """A rectangle of the drawing."""

    hangs: bool
    x: str
    width: str
    y: str
    height: str
    words: str


@dataclass(frozen=True)
class Text:
    """A number beside a line across, or a word below the bars."""

    words: str
    x: str
    y: str
    anchor: str = "start"


@dataclass(frozen=True)
class Chart:
    """A drawing, ready for the template."""

    left: str
    lines: list[Text]
    bars: list[Bar]
    marks: list[Text]
    flag: Text | None


@dataclass(frozen=True)
class Flag:
    """A line that stands before the bar at this place, and what it says."""

    place: int
    words: str


@dataclass(frozen=True)
class _Scale:
    """Where numbers stand: `step` apart, up to `top`, down to `bottom`, between `left` percent and the right edge."""

    step: int
    top: int
    bottom: int
    slots: int

    @property
    def left(self) -> float:
        return 3 + 2.3 * len(str(self.top))

    @property
    def slot(self) -> float:
        return (100 - self.left) / self.slots

    @property
    def unit(self) -> float:
        return (BOTTOM - TOP) / (self.top + self.bottom)

    def height(self, number: int) -> float:
        return TOP + (self.top - number) * self.unit


def bars(columns: list[Column], flag: Flag | None = None) -> Chart:
    """Return a chart with a bar for each of these columns; there is at least one."""
    scale = _scale(columns)
    return Chart(
        left=f"{scale.left:.1f}%",
        lines=[Text(str(number), "0", f"{scale.height(number):.1f}") for number in range(0, scale.top + 1, scale.step)],
        bars=[bar for place, column in enumerate(columns) for bar in _bars(place, column, scale)],
        marks=_marks(columns, scale),
        flag=Text(flag.words, f"{scale.left + flag.place * scale.slot:.2f}%", "12") if flag else None,
    )


def _scale(columns: list[Column]) -> _Scale:
    most = max(1, *(column.up for column in columns))
    step = next(size for power in count() for size in (10**power, 2 * 10**power, 5 * 10**power) if size * LINES_AT_MOST >= most)
    return _Scale(step, ceil(most / step) * step, max(column.down for column in columns), max(len(columns), SLOTS_AT_LEAST))


def _bars(place: int, column: Column, scale: _Scale) -> list[Bar]:
    x, width = f"{scale.left + (place + 0.12) * scale.slot:.2f}%", f"{0.76 * scale.slot:.2f}%"
    ground = scale.height(0)
    up, down = (max(THINNEST, number * scale.unit) if number else 0 for number in (column.up, column.down))
    drawn = [(False, ground - up, up), (True, ground, down)]
    return [Bar(hangs, x, width, f"{y:.1f}", f"{height:.1f}", column.words) for hangs, y, height in drawn if height]


def _marks(columns: list[Column], scale: _Scale) -> list[Text]:
    """Return words below every so many bars; the last keeps within the drawing."""
    marks = []
    for place in range(0, len(columns), ceil(len(columns) / MARKS_AT_MOST)):
        middle = scale.left + (place + 0.5) * scale.slot
        at_the_edge = middle > 95
        marks.append(Text(columns[place].mark, "100%" if at_the_edge else f"{middle:.2f}%", "203", "end" if at_the_edge else "middle"))
    return marks
