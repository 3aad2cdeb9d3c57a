"""What is typed on the first page, and about the site."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import logos
from events_service.accounts.domain.setting_up import Beginning
from events_service.accounts.domain.site import version_of
from events_service.accounts.forms.fields import EmailField, NameField, WordsField
from events_service.accounts.models import Licence, Site
from events_service.lib import timezones
from events_service.lib.errors import DomainError


class SetupForm(forms.Form):
    """The first page: who hosts, how their mail is signed, who owns this."""

    name = NameField(
        label=_("Name of your institute"),
        help_text=_("It stands on every page and signs every mail."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Enter the name of your institute")},
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        allow_empty_file=True,  # refused below, with our sentence
        help_text=_("PNG, JPEG or WebP, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Where your events usually take place. Each event can have its own."),
        initial="UTC",
        choices=lambda: [(name, name.replace("_", " ")) for name in timezones.zone_names()],
        widget=forms.Select(attrs={"data-suggest-zone": ""}),
        error_messages={"required": _("Choose a time zone"), "invalid_choice": _("Choose a time zone from the list")},
    )
    sender_address = EmailField(
        label=_("Address that your mail comes from"),
        help_text=_("Replies go there too. Your mail service must be allowed to send for it."),
        error_messages={"required": _("Enter the address that your mail comes from")},
    )
    owner_name = NameField(
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    owner_email = EmailField(
        label=_("Your email"),
        help_text=_("You sign in with it: we mail you a code."),
        error_messages={"required": _("Enter your email address")},
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")

    def clean_logo(self) -> bytes:
        file: UploadedFile[bytes] | None = self.cleaned_data["logo"]
        if not file:
            return b""
        try:
            return logos.cleaned(file, size=file.size or 0)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal

    def beginning(self) -> Beginning:
        """Return what was said, once the form is valid."""
        return Beginning(**self.cleaned_data)


class SiteForm(forms.Form):
    """What the site says of itself."""

    name = NameField(
        label=_("Name of this site"),
        help_text=_("It stands on every page. It may be that of a joint project."),
        error_messages={"required": _("Enter the name of this site")},
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("For the calendar of the whole site. Each organization and each event has its own."),
        choices=lambda: [(name, name.replace("_", " ")) for name in timezones.zone_names()],
        error_messages={"required": _("Choose a time zone"), "invalid_choice": _("Choose a time zone from the list")},
    )
    contact = EmailField(
        label=_("Contact address"),
        help_text=_("It stands at the foot of every page."),
        error_messages={"required": _("Enter the address at which people reach you")},
    )
    barriers_to = EmailField(
        label=_("Address to tell of barriers"),
        help_text=_("Whoever cannot use this site writes there. Empty: the contact address."),
        required=False,
    )
    licence = forms.ChoiceField(
        label=_("Licence"),
        help_text=_("What others may do with recordings, transcripts and recaps. It stands in every citation: ask those who speak first."),
        choices=Licence.choices,
        error_messages={"required": _("Choose a licence"), "invalid_choice": _("Choose a licence from the list")},
    )
    privacy_en = WordsField(
        label=_("Privacy, in English"),
        help_text=_("Who is responsible, which law holds, who runs the server. The page itself says what is kept. Markdown."),
    )
    privacy_es = WordsField(label=_("Privacy, in Spanish"))
    accessibility_en = WordsField(label=_("Accessibility, in English"), help_text=_("What does not work yet, and for whom. Markdown."))
    accessibility_es = WordsField(label=_("Accessibility, in Spanish"))
    about_en = WordsField(
        label=_("Contact, in English"), help_text=_("Who you are: a postal address, a phone number, a legal notice. Markdown.")
    )
    about_es = WordsField(label=_("Contact, in Spanish"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, site: Site) -> None:
        kept = {name: getattr(site, name) for name in self.base_fields if name != "seen"}
        super().__init__(data, initial=kept | {"seen": version_of(site)}, label_suffix="")

    def said(self) -> dict[str, str]:
        """Return what was typed, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def look_again(self, site: Site) -> None:
        """Let who was told of another's change save over it."""
        self.data = {name: self.data.get(name, "") for name in self.fields} | {"seen": version_of(site)}
