"""Kinds of fields: words without control characters, wall times, zones."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events_service.lib import timezones
from events_service.lib.slots import plain

WALL = "%Y-%m-%dT%H:%M"
_WHICH = [("0", _("The first one, before the clocks go back")), ("1", _("The second one, after the clocks went back"))]


class LineField(forms.CharField):
    """Words on one line, without control characters."""

    def to_python(self, value: Any) -> str:
        return " ".join(plain(super().to_python(value) or "").split())


class TextField(forms.CharField):
    """Words on many lines, without control characters."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return plain((super().to_python(value) or "").replace("\r\n", "\n"))


class WallTimeField(forms.Field):
    """What a clock on the wall shows: a naive datetime, to the minute, from the browser's own control or typed by hand."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL)
    default_error_messages = {"invalid": _("Enter a date and a time, like 2026-12-03 10:00")}

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            wall = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValidationError(self.error_messages["invalid"]) from None
        if wall.tzinfo or not 1970 <= wall.year <= 2100:
            raise ValidationError(self.error_messages["invalid"])
        return wall.replace(second=0, microsecond=0)


class WhichField(forms.ChoiceField):
    """Which of two equal wall times is meant; asked only where there are two."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Which of the two?"),
            choices=_WHICH,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"required": _("This time comes twice, because the clocks go back. Say which one")},
        )


class ZoneField(forms.ChoiceField):
    """An IANA zone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Time zone"),
            choices=lambda: [(name, name.replace("_", " ")) for name in timezones.zone_names()],
            error_messages={"required": _("Choose a time zone"), "invalid_choice": _("Choose a time zone from the list")},
            **kwargs,
        )
