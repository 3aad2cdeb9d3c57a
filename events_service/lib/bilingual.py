"""Texts kept in both languages, side by side in columns `name_en` and `name_es`."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language


def in_language(row: Any, name: str, language: str) -> str:
    """Return the row's text in that language, or in the other where that one is missing."""
    text: str = getattr(row, f"{name}_{language}", "")
    if text:
        return text
    return next((other for code, _ in settings.LANGUAGES if (other := getattr(row, f"{name}_{code}"))), "")


class Bilingual:
    """Read a text in the reader's language: `title = Bilingual()` answers from `title_en` or `title_es`."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, owner: type | None = None) -> str:
        if row is None:
            return ""
        return in_language(row, self.name, get_language() or settings.LANGUAGE_CODE)
