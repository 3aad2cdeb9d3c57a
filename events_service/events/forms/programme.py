"""The programme of an event, as typed: a line for each part, in each language."""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import programme
from events_service.events.domain.programme import Item
from events_service.events.forms.fields import TextField
from events_service.events.models import Event

_LINE = re.compile(r"(\d{1,2})[:.](\d{2})\s+(\S.*)")


class ProgrammeForm(forms.Form):
    """Times and titles. The same time in both languages is the same part."""

    programme_en = TextField(
        label=_("Programme"),
        max_length=20_000,
        required=False,
        help_text=_("A part on each line, with the time as the clock shows it there: 10:10 Three opening positions"),
        widget=forms.Textarea(attrs={"rows": 8, "lang": "en"}),
    )
    programme_es = TextField(
        label=_("Programme in Spanish"),
        max_length=20_000,
        required=False,
        help_text=_("The same times. A title that is missing here is shown in English."),
        widget=forms.Textarea(attrs={"rows": 8, "lang": "es"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, event: Event) -> None:
        items = programme.on_the_wall(event)
        texts = {f"programme_{code}": _written(items, code) for code in ("en", "es")}
        super().__init__(data, label_suffix="", initial={**texts, "opened": programme.version(event)})

    def clean_programme_en(self) -> dict[time, str]:
        return _read(self.cleaned_data["programme_en"])

    def clean_programme_es(self) -> dict[time, str]:
        return _read(self.cleaned_data["programme_es"])

    def items(self) -> list[Item]:
        """Return what was said, once the form is valid."""
        english, spanish = self.cleaned_data["programme_en"], self.cleaned_data["programme_es"]
        return [Item(at, english.get(at, ""), spanish.get(at, "")) for at in english | spanish]


def _read(text: str) -> dict[time, str]:
    found: dict[time, str] = {}
    for line in filter(None, (" ".join(line.split()) for line in text.split("\n"))):
        parts = _LINE.fullmatch(line)
        if parts is None or int(parts[1]) > 23 or int(parts[2]) > 59:
            raise ValidationError(_("A line has to begin with a time, then a title: “%(line)s”"), params={"line": line[:60]})
        at = time(int(parts[1]), int(parts[2]))
        if at in found:
            raise ValidationError(_("Two parts begin at the same time: “%(line)s”"), params={"line": line[:60]})
        if len(parts[3]) > 200:
            raise ValidationError(_("A title has at most 200 characters: “%(line)s…”"), params={"line": line[:60]})
        found[at] = parts[3]
    return found


def _written(items: list[Item], code: str) -> str:
    return "\n".join(f"{item.at:%H:%M} {title}" for item in items if (title := getattr(item, f"title_{code}")))
