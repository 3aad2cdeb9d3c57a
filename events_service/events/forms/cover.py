"""A cover: the file, and what it shows in words."""

from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import covers
from events_service.events.forms.fields import LineField
from events_service.events.models import Event, Picture
from events_service.lib import pictures
from events_service.lib.errors import DomainError
from events_service.lib.pictures import Cut, Made

_SALT, _KEPT_FOR = "events_service.events.picture", 24 * 3600


class PictureField(forms.FileField):
    """A picture, answered as what is to be kept of it: `Made`, or None. `pictures.keep` writes it once the form is good."""

    widget = forms.FileInput(attrs={"accept": pictures.ACCEPTED})

    def __init__(self, *, cut: Cut, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)  # an empty file is refused with our sentence
        self.cut = cut

    def clean(self, data: Any, initial: Any = None) -> Made | None:
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        if not file:
            return None
        try:
            return pictures.make(file, size=file.size or 0, cut=self.cut)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal


class WordsField(LineField):
    """What a picture shows, in one of the languages. One of them is enough, and the form says when there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.error_messages["max_length"] = _("Say it in at most 300 characters")

    def validate(self, value: Any) -> None:
        """Take an empty one."""


class CoverForm(forms.Form):
    """The picture, or nothing where one is there already, and its words in one language at least."""

    use_required_attribute = False
    picture = PictureField(
        cut=pictures.COVER,
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG, WebP, AVIF or GIF, at most 10 MB, best 1,600 pixels wide or more. "
            "Where and when it was taken, and by which camera, is taken out of it."
        ),
        error_messages={"required": _("Choose a picture.")},
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    alt_en = WordsField(
        label=_("What it shows, in English"),
        help_text=_("For people who do not see it: who or what is in the picture, in a sentence. One of the two languages is enough."),
    )
    alt_es = WordsField(label=_("What it shows, in Spanish"))

    def __init__(self, data: Any = None, files: Any = None, *, event: Event) -> None:
        self.event, self.cover = event, getattr(event, "cover", None)
        words = {name: getattr(self.cover, name, "") for name in ("alt_en", "alt_es")}
        super().__init__(data, files, initial=words, label_suffix="")
        self.fields["picture"].required = not (self.cover or self.waiting)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        try:
            covers.require_words(said.get("alt_en", ""), said.get("alt_es", ""))
        except DomainError as refusal:
            if self.errors.keys().isdisjoint({"alt_en", "alt_es"}):
                self.add_error(refusal.field, str(refusal.sentence))
        return said

    @property
    def waiting(self) -> Picture | None:
        """Return the picture that was sent before with words that were not good, and is not asked for twice."""
        try:
            event_id, key = signing.loads(self["kept"].value() or "", salt=_SALT, max_age=_KEPT_FOR)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return Picture.objects.filter(key=key).first() if event_id == self.event.pk else None

    def go_on_with(self, picture: Picture) -> None:
        """Keep this picture for the next time the form is sent."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = typed | {"kept": signing.dumps([self.event.pk, picture.key], salt=_SALT)}
