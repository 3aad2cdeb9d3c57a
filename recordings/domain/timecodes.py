"""Times as captions and people write them: 00:01:02.345, 1:02,3, 62:15, 1:02:15. In milliseconds, from the beginning."""

import re

LATEST_MS = 2**31 - 1  # what a column holds: 596 hours
_TIME = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9})|:(\d{3}))?"
CLOCK = re.compile(_TIME, re.ASCII)
_SIXTY = 60


def read(clock: str) -> int | None:
    """Return the milliseconds that `clock` says, or None where it is no time."""
    found = CLOCK.fullmatch(clock.strip())
    return milliseconds(found) if found else None


def milliseconds(found: re.Match[str]) -> int | None:
    """Return what a match of CLOCK says, or None for 1:75:00, 10:61 and what is later than anybody records."""
    hours, minutes, seconds = int(found[1] or 0), int(found[2]), int(found[3])
    if seconds >= _SIXTY or (found[1] and minutes >= _SIXTY):
        return None
    fraction = (found[4] or found[5] or "").ljust(3, "0")[:3]
    total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(fraction)
    return total if total <= LATEST_MS else None


def written(ms: int, *, mark: str = ".") -> str:
    """Return the time as WebVTT writes it, 00:01:02.345; SubRip has a comma for its mark."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


def short(ms: int) -> str:
    """Return the time as people write it: 1:05, or 1:01:05."""
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= _SIXTY else f"{minutes}:{seconds:02}"
