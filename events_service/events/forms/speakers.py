"""What is typed about who speaks: by the organizers, and by the person."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from events_service.events.domain.engaging import Terms
from events_service.events.domain.persons import Details
from events_service.events.domain.speaking import SpeakerLine
from events_service.events.forms.cover import PictureField
from events_service.events.forms.fields import LineField, TextField, ZoneField
from events_service.events.models import Appearance, Consent, Engagement
from events_service.lib import pictures

_MOST_LINKS = 8
_web_address = URLValidator(schemes=["http", "https"], message=_("Enter a whole web address, like https://example.org"))
_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]


def _name() -> LineField:
    return LineField(label=_("Name"), max_length=120, error_messages={"required": _("Enter a name")})


def _about() -> LineField:
    return LineField(label=_("Who they are"), max_length=300, required=False, help_text=_("One line that stands below the name."))


def _email() -> forms.EmailField:
    return forms.EmailField(
        label=_("Private address"),
        required=False,
        max_length=254,
        help_text=_("For the invitation and every change. It is on no public page; only organizers of the hosts see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Enter an address, like name@example.org")},
    )


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language of the mails"), choices=_LANGUAGES)


class AddSpeakerForm(forms.Form):
    """One more person at an event."""

    name = _name()
    about = _about()
    role = forms.ChoiceField(label=_("Part"), choices=Appearance.Role.choices, initial=Appearance.Role.SPEAKER)
    email = _email()
    language = _language()

    def __init__(self, data: Any = None, *, language: str) -> None:
        super().__init__(data, label_suffix="", initial={"language": language})
        self.fields["name"].widget.attrs.update({"list": "known", "autocomplete": "off"})

    def line(self) -> SpeakerLine:
        said = self.cleaned_data
        return SpeakerLine(said["name"], said["about"], said["role"])

    def terms(self) -> Terms | None:
        """Return how to write to them, if that was said."""
        said = self.cleaned_data
        return Terms(said["email"], said["language"]) if said["email"] else None


class PartForm(forms.Form):
    """A person at an event, written anew. Who was invited keeps an address."""

    name = _name()
    about = _about()
    roles = forms.MultipleChoiceField(
        label=_("Part"),
        choices=Appearance.Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part, or take the person off")},
    )
    email = _email()
    language = _language()

    def __init__(self, data: Any = None, *, initial: dict[str, Any], is_invited: bool) -> None:
        super().__init__(data, label_suffix="", initial=initial)
        if is_invited:
            self.fields["email"].required = True
            self.fields["email"].error_messages["required"] = _("Enter an address, or take the person off")
            self.fields["email"].help_text = _(
                "With another address they have to be invited anew: the link that went to the old one leads nowhere then."
            )

    def terms(self) -> Terms | None:
        """Return how to write to them, if that is known."""
        said = self.cleaned_data
        return Terms(said["email"], said["language"]) if said["email"] else None


class GreenRoomForm(forms.Form):
    """Where those who speak meet before it begins."""

    url = LineField(
        label=_("Address of the green room"), max_length=1_000, required=False, widget=forms.URLInput(attrs={"autocomplete": "off"})
    )
    passcode = LineField(label=_("Passcode"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    notes = TextField(
        label=_("Notes"),
        max_length=5_000,
        required=False,
        help_text=_("When to be there, the order, what to bring. Markdown."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, label_suffix="", initial=initial)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url:
            _web_address(url)
        return url


class DetailsForm(forms.Form):
    """A person, by themselves."""

    name = LineField(label=_("Your name, as it is to be shown"), max_length=120, error_messages={"required": _("Enter your name")})
    about = LineField(label=_("Who you are"), max_length=300, required=False, help_text=_("One line that stands below your name."))
    bio_en = TextField(label=_("About you in English"), max_length=5_000, required=False, help_text=_("Markdown."))
    bio_es = TextField(label=_("About you in Spanish"), max_length=5_000, required=False)
    links = TextField(
        label=_("Links"),
        max_length=2_000,
        required=False,
        help_text=_("Web addresses, one on each line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    zone = ZoneField(help_text=_("The times in your mails and on this page are shown in it."))
    language = _language()

    def __init__(self, data: Any = None, *, engagement: Engagement) -> None:
        speaker = engagement.speaker
        shown = {name: getattr(speaker, name) for name in ("name", "about", "bio_en", "bio_es", "links")}
        super().__init__(data, label_suffix="", initial=shown | {"zone": engagement.zone, "language": engagement.language})
        for code in ("en", "es"):
            self.fields[f"bio_{code}"].widget.attrs.update({"lang": code, "rows": 6})

    def clean_links(self) -> str:
        links = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(links) > _MOST_LINKS:
            raise ValidationError(_("Enter at most %(most)s links"), params={"most": _MOST_LINKS})
        for link in links:
            _web_address(link)
        return "\n".join(links)

    def details(self) -> Details:
        return Details(**self.cleaned_data)


class PhotoForm(forms.Form):
    """A picture of a person."""

    use_required_attribute = False
    photo = PictureField(
        cut=pictures.FACE,
        label=_("A photo of you"),
        help_text=_("It is cut to a square around its middle. JPEG, PNG, WebP, AVIF or GIF, at most 10 MB."),
        error_messages={"required": _("Choose a picture.")},
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")


class ConsentForm(forms.Form):
    """Whether a person may be recorded."""

    consent = forms.ChoiceField(
        label=_("May we record you?"),
        choices=[(Consent.YES, _("Yes, you may record me")), (Consent.NO, _("No, do not record me"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no"), "invalid_choice": _("Choose yes or no")},
    )

    def __init__(self, data: Any = None, *, engagement: Engagement) -> None:
        super().__init__(data, label_suffix="", initial={"consent": engagement.consent})
