"""A quote as others write it down: a sentence, BibTeX, and CSL-JSON (1.0.2)."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events_service.accounts.models import Licence, Organization
from events_service.events.models import Precision
from events_service.lib import timezones
from recordings.domain import timecodes
from recordings.domain.citing import Quote

_BIBTEX = {letter: f"\\{letter}" for letter in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MONTH, _DAY = 2, 3  # parts of a date, year, month, day, that are known
_PARTS = {Precision.TIME: _DAY, Precision.DAY: _DAY, Precision.MONTH: _MONTH, Precision.YEAR: 1}
_LONGEST_QUOTE = 600


@dataclass(frozen=True)
class Reference:
    """A quote with what a reader needs to find and to reuse it. `address` is the whole short link."""

    quote: Quote
    hosts: Sequence[Organization]
    address: str
    licence: Licence

    @property
    def sentence(self) -> str:
        """Return it as a sentence: who, “words”. In: title. Hosts. Kind, date, time code. Address. Licence."""
        event = self.quote.event
        parts = [
            event.title.rstrip("."),
            self._publisher,
            ", ".join(part for part in (str(event.get_kind_display()), self._date, self._time) if part),
        ]
        words = self._words
        said = f"{self.quote.speaker}: " if self.quote.speaker else ""
        first = f"{said}“{words}” {_('In:')} " if words else ""
        return f"{first}{'. '.join(filter(None, parts))}. {self.address} {self.licence.label}."

    @property
    def bibtex(self) -> str:
        """Return it as BibTeX, in UTF-8."""
        event = self.quote.event
        fields = {
            "author": "{" + _tex(self._author) + "}",
            "title": "{" + _tex(event.title) + "}",
            "publisher": _tex(self._publisher),
            "howpublished": _tex(str(event.get_kind_display())),
            **dict(zip(("year", "month", "day"), map(str, self._date_parts), strict=False)),
            "url": self.address,
            "language": self.quote.language or self.quote.recording.language,
            "note": _tex(self._note),
        }
        label = f"{event.slug}-{self.quote.second}" if self.quote.start_ms is not None else event.slug
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        return f"@misc{{{label},\n{lines}\n}}\n"

    @property
    def csl(self) -> str:
        """Return it as CSL-JSON: a list of one item."""
        event = self.quote.event
        item: dict[str, object] = {
            "id": self.quote.key,
            "type": "speech",
            "title": event.title,
            "author": [{"literal": self._author}],
            "publisher": self._publisher,
            "genre": str(event.get_kind_display()),
            "URL": self.address,
            "language": self.quote.language or self.quote.recording.language,
            "note": self._note,
        }
        if self._date_parts:
            item["issued"] = {"date-parts": [self._date_parts]}
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"

    @property
    def _date_parts(self) -> list[int]:
        on, parts = self.quote.event.starts_on, _PARTS.get(Precision(self.quote.event.precision), 0)
        return [on.year, on.month, on.day][:parts] if on else []

    @property
    def _publisher(self) -> str:
        return ", ".join(host.name for host in self.hosts)

    @property
    def _author(self) -> str:
        return self.quote.speaker or self._publisher

    @property
    def _words(self) -> str:
        words = re.sub(r"\s+", " ", self.quote.words).strip()
        return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"

    @property
    def _time(self) -> str:
        return "" if self.quote.start_ms is None else timecodes.short(self.quote.start_ms)

    @property
    def _note(self) -> str:
        return ". ".join(
            part for part in (f"{self._time}: “{self._words}”" if self._words else self._time, str(self.licence.label)) if part
        )

    @property
    def _date(self) -> str:
        on, known, language = self.quote.event.starts_on, len(self._date_parts), get_language() or "en"
        if on is None:
            return ""
        return {_DAY: timezones.date_words, _MONTH: timezones.month_words}.get(known, lambda on, _language: str(on.year))(on, language)


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(letter, letter) for letter in re.sub(r"\s+", " ", text))
