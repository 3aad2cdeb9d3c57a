"""What an organizer types after an event."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events_service.events.forms import LineField, TextField
from events_service.events.models import Event
from recordings.domain.publishing import Remains
from recordings.models import Recap, Recording

_SPOKEN = [("en", _("English")), ("es", _("Spanish"))]
_LENGTH = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)|(\d{1,4}))", re.ASCII)


class LengthField(forms.Field):
    """How long a recording is, in seconds: as players show it (58:21, 1:02:15), or a number of minutes."""

    default_error_messages = {"invalid": _("Enter the length like 58:21 or 1:02:15, or a number of minutes")}

    def to_python(self, value: Any) -> int | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        match = _LENGTH.fullmatch(typed)
        if not match:
            raise ValidationError(self.error_messages["invalid"])
        hours, minutes, seconds, only_minutes = (int(part or 0) for part in match.groups())
        return hours * 3600 + (minutes + only_minutes) * 60 + seconds

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        minutes, seconds = divmod(value, 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"


class AfterwardsForm(forms.Form):
    """The recording, the recap, or both."""

    url = LineField(
        label=_("Link to the recording"),
        required=False,
        max_length=1_000,
        widget=forms.URLInput,
        help_text=_("On YouTube or Vimeo, a video or sound file, or a page that plays it."),
    )
    language = forms.ChoiceField(label=_("Spoken language"), choices=_SPOKEN)
    duration_seconds = LengthField(label=_("Length"), required=False, help_text=_("Like 58:21 or 1:02:15."))
    text_en = TextField(
        label=_("Recap in English"), required=False, max_length=50_000, help_text=_("What was said. A blank line begins a new paragraph.")
    )
    text_es = TextField(label=_("Recap in Spanish"), required=False, max_length=50_000)
    recap_url = LineField(label=_("Link to a recap elsewhere"), required=False, max_length=1_000, widget=forms.URLInput)

    def __init__(self, data: Any = None, *, event: Event, recording: Recording | None, recap: Recap | None) -> None:
        initial = {
            "url": recording.url if recording else "",
            "language": recording.language if recording else event.language,
            "duration_seconds": recording.duration_seconds if recording else None,
            "text_en": recap.text_en if recap else "",
            "text_es": recap.text_es if recap else "",
            "recap_url": recap.url if recap else "",
        }
        super().__init__(data, initial=initial, label_suffix="")
        spoken = self.fields["language"]
        if isinstance(spoken, forms.ChoiceField) and initial["language"] not in dict(_SPOKEN):
            spoken.choices = [*_SPOKEN, (initial["language"], str(initial["language"]))]  # one that came in from elsewhere

    def remains(self) -> Remains:
        """What was typed, once the form is valid."""
        return Remains(**self.cleaned_data)
