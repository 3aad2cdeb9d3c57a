"""How long something took, as programs and people write it."""

import re

_AT_MOST = 60  # characters
_DAY = 24 * 60 * 60
_UNITS = {"d": _DAY, "h": 60 * 60, "m": 60, "s": 1}
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_CLOCK = re.compile(r"(?:(\d{1,3})[:.])?(\d{1,5}):(\d{1,2})(?::(\d{1,2}))?(?:[.,]\d{1,9})?")
_ISO = re.compile(r"pt(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7})(?:\.\d{1,9})?s)?")
# Days, hours, minutes, seconds, in English, Spanish and shorter; what comes after the first letters does not matter.
_PART = re.compile(r"(\d{1,7}(?:[.,]\d{1,6})?)\s{0,3}(d(?=$|[\s\d,])|day|d[ií]a|h|m(?!s)|s)[a-zé]{0,8}\.?")


def seconds(text: str, *, unit: str = "m", is_hours: bool = True) -> float | None:
    """Return the seconds that this says: `62`, `1h 2m 3s`, `1 hr 2 min`, `01:02:03`, `PT1H2M`; None where it says no duration.

    A bare number counts in `unit` (h, m or s). Of two parts, `1:02`, the first are hours, or minutes where `is_hours` is False.
    """
    said = text.strip().lower()[:_AT_MOST]
    if _NUMBER.fullmatch(said):
        return float(said.replace(",", ".")) * _UNITS[unit]
    if found := _CLOCK.fullmatch(said):
        return _clock(*(int(part) if part else None for part in found.groups()), is_hours=is_hours)
    if (found := _ISO.fullmatch(said)) and any(found.groups()):
        return float(sum(int(number or 0) * size for number, size in zip(found.groups(), (3600, 60, 1), strict=True)))
    parts = _PART.findall(said)
    return sum(float(number.replace(",", ".")) * _UNITS[letter[0]] for number, letter in parts) if parts else None


def has_two_parts(text: str) -> bool:
    """Tell whether this is `1:02`, which may be hours and minutes or minutes and seconds."""
    found = _CLOCK.fullmatch(text.strip())
    return bool(found and found[1] is None and found[4] is None)


def _clock(before: int | None, first: int | None, second: int | None, third: int | None, *, is_hours: bool) -> float:
    parts = [part for part in (before, first, second, third) if part is not None]
    if len(parts) == 2:
        parts = [*parts, 0] if is_hours else [0, *parts]
    sizes = (_DAY, 60 * 60, 60, 1)[-len(parts) :]
    return float(sum(part * size for part, size in zip(parts, sizes, strict=True)))
