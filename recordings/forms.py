"""What an organizer types after an event."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.events.forms import LineField, TextField
from events_service.events.models import Event
from events_service.lib import origins, timezones
from events_service.lib.errors import DomainError
from recordings.domain import captions, chapters, cutting
from recordings.domain.caption_files import LARGEST, Unreadable, text_of
from recordings.domain.captions import Reading
from recordings.domain.cutting import Cut
from recordings.domain.publishing import Remains
from recordings.models import Cue, Recap, Recording

_SPOKEN = [("en", _("English")), ("es", _("Spanish"))]
_TRANSCRIBED = ("en", "es", "pt", "fr", "de", "it", "zh", "ar")
_SOONEST = timedelta(seconds=2)
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


class MistakeForm(forms.Form):
    """A line as it was really said. `website` is a honeypot that people do not see; `shown` says when the form was."""

    said = TextField(label=_("How it was really said"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4}))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, cue: Cue, **kwargs: Any) -> None:
        self.cue = cue
        super().__init__(data, label_suffix="", initial={"said": cue.text}, **kwargs)

    @property
    def mark(self) -> str:
        """Return what says that the form was shown just now."""
        return origins.shown_now(self._name)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("website") or not origins.was_shown(said.get("shown", ""), self._name, least=_SOONEST):
            raise ValidationError(_("This looked as if a program had sent it. Please send it once more."))
        return said

    @property
    def _name(self) -> str:
        return f"mistake {self.cue.transcript_id}"


class TranscriptForm(forms.Form):
    """A transcript as a file or as pasted text; `reading` is what was found in it, once the form is valid."""

    file = forms.FileField(
        label=_("Captions file"), required=False, help_text=_("WebVTT (.vtt), SubRip (.srt), or text with times (.txt), at most 8 MB.")
    )
    text = forms.CharField(
        label=_("Or paste it here"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, data: Any = None, files: Any = None, *, recording: Recording, language: str = "") -> None:
        super().__init__(data, files, label_suffix="", initial={"language": language or recording.language})
        codes = dict.fromkeys([*_TRANSCRIBED, recording.language, *([language] if language else [])])
        here = get_language() or "en"
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, capfirst(timezones.language_words(code, here))) for code in codes]
        self.reading: Reading | None = None
        self.source = ""

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        upload = typed.get("file")
        data = upload.read(LARGEST + 1) if upload else typed.get("text", "").encode("utf-8", "replace")
        if self.errors:
            return typed
        if not data.strip():
            raise ValidationError({"file": _("Choose a file, or paste the transcript.")})
        try:
            self.reading = captions.read(data)
        except Unreadable as refusal:
            self.add_error("file" if upload else "text", str(refusal.sentence))
        else:
            self.source = text_of(data)
        return typed


class CueForm(forms.Form):
    """A line of a transcript. A blank line in it divides it in two; `was` is what the writer saw."""

    speaker = LineField(label=_("Speaker"), required=False, max_length=80, widget=forms.TextInput(attrs={"list": "people"}))
    text = TextField(
        label=_("Words"),
        max_length=2_500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A blank line divides it in two; begin the second with “Name:” where somebody else speaks."),
    )
    was = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, data: Any = None, *, cue: Cue) -> None:
        super().__init__(data, label_suffix="", auto_id="line_%s", initial={"speaker": cue.speaker, "text": cue.text, "was": cue.text})
        self.cue = cue

    def halves(self) -> tuple[str, str]:
        """Return what was typed above the first blank line and below it."""
        first, _blank, second = re.sub(r"\n[ \t]*\n", "\n\n", self.cleaned_data["text"]).partition("\n\n")
        return first, second


class ChaptersForm(forms.Form):
    """All chapters of a recording, a line each."""

    chapters = TextField(
        label=_("Chapters, a line each"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "true"}),
        help_text=_("Like “4:32 What a cluster knows”. What stands below a video on YouTube can be pasted as it is."),
    )

    def __init__(self, data: Any = None, *, recording: Recording) -> None:
        super().__init__(data, label_suffix="", initial={"chapters": chapters.typed(chapters.of(recording))})


class RecordingForm(forms.Form):
    """One of several recordings; the address of one that is here already is changed where its cut is."""

    url = LineField(label=_("Link to the recording"), max_length=1_000, widget=forms.URLInput)
    title = LineField(label=_("Title"), required=False, max_length=120, help_text=_("The part, or the language: “Second part”."))
    language = forms.ChoiceField(label=_("Spoken language"))
    duration_seconds = LengthField(label=_("Length"), required=False, help_text=_("Like 58:21 or 1:02:15."))

    def __init__(self, data: Any = None, *, event: Event, recording: Recording | None) -> None:
        initial: dict[str, Any] = {"language": event.language}
        if recording:
            initial = {name: getattr(recording, name) for name in ("title", "language", "duration_seconds")}
        super().__init__(data, label_suffix="", initial=initial, auto_id=f"recording_{recording.pk}_%s" if recording else "id_%s")
        if recording:
            del self.fields["url"]
        here = get_language() or "en"
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            codes = dict.fromkeys([*_TRANSCRIBED, str(initial["language"])])
            field.choices = [(code, capfirst(timezones.language_words(code, here))) for code in codes]

    def description(self) -> dict[str, Any]:
        """Return what was typed but the address."""
        return {name: self.cleaned_data[name] for name in ("title", "language", "duration_seconds")}

    def refuse(self, refusal: DomainError) -> None:
        """Say what a rule refused, beside the field where it belongs."""
        if not self.is_bound:
            self.is_bound, self.cleaned_data = True, {}
            self._errors = ErrorDict()
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.sentence))


class CutForm(forms.Form):
    """How a new cut of a recording differs from the old one."""

    way = forms.ChoiceField(
        label=_("The new cut begins"),
        choices=[("later", _("later: something was cut away at the beginning")), ("earlier", _("earlier: something was put in front"))],
        widget=forms.RadioSelect,
        initial="later",
    )
    seconds = forms.DecimalField(label=_("By how many seconds"), min_value=0, max_value=36_000, max_digits=8, decimal_places=3, initial=0)
    gaps = TextField(
        label=_("Stretches that were cut out"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A line each, in the times of the old recording: 12:30 – 14:00."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_gaps(self) -> tuple[tuple[int, int], ...]:
        try:
            return cutting.read_gaps(self.cleaned_data["gaps"])
        except DomainError as refusal:
            raise ValidationError(str(refusal.sentence)) from refusal

    def change(self) -> Cut:
        """Return the cut that was described, once the form is valid."""
        offset = int(self.cleaned_data["seconds"] * 1000)
        return Cut(-offset if self.cleaned_data["way"] == "earlier" else offset, self.cleaned_data["gaps"])
