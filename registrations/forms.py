"""What people type when they register."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event
from events_service.lib import timezones
from events_service.lib.slots import plain
from registrations.domain.signup import Details


class RegistrationForm(forms.Form):
    """Two fields, and what the browser knows: the zone where the person is. `website` is a honeypot that people do not see."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter the name we should call you"), "max_length": _("Enter a name of at most 120 characters")},
    )
    email = forms.CharField(
        label=_("Email"),
        help_text=_("Your personal link and reminders go here."),
        validators=[
            EmailValidator(_("Enter an email address with an @, like rosa@valle.org")),
            MaxLengthValidator(254, _("Enter an email address of at most 254 characters")),
        ],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your email address")},
    )
    language = forms.ChoiceField(
        label=_("Language of your messages"),
        choices=[("en", "English"), ("es", "Español")],
        widget=forms.RadioSelect,
        required=False,
    )
    zone = forms.CharField(required=False, widget=forms.HiddenInput)
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, event: Event, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.event = event
        self.fields["language"].initial = get_language() or settings.LANGUAGE_CODE

    @property
    def is_by_a_machine(self) -> bool:
        """Tell whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean_name(self) -> str:
        name = " ".join(plain(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Enter the name we should call you"))
        return name

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or get_language() or settings.LANGUAGE_CODE

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        return zone if timezones.is_zone(zone) else ""

    def clean_source(self) -> str:
        return plain(self.cleaned_data["source"])[:40]

    def details(self) -> Details:
        """Return what was said, once the form is valid."""
        said = self.cleaned_data
        return Details(name=said["name"], email=said["email"], language=said["language"], zone=said["zone"], source=said["source"])
