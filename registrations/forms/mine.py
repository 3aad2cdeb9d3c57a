"""What people change of their own registration, and type to get their links."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events_service.events.forms.fields import ZoneField
from events_service.lib import timezones
from events_service.lib.slots import plain
from registrations.domain.details import WITH_THEM_AT_MOST
from registrations.forms.fields import email_field
from registrations.models import Registration


class LinkForm(forms.Form):
    """An address to which its own links are to be sent. `website` is a honeypot that people do not see."""

    email = email_field()
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    @property
    def is_by_a_machine(self) -> bool:
        """Tell whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))


class AddressForm(forms.Form):
    """Another address of a person."""

    email = email_field(help_text=_("We write there once, with a link."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class DetailsForm(forms.Form):
    """How a person is called and written to, as they change it themselves."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter the name we should call you"), "max_length": _("Enter a name of at most 120 characters")},
    )
    language = forms.ChoiceField(
        label=_("Language of your messages"), choices=[("en", "English"), ("es", "Español")], widget=forms.RadioSelect
    )
    zone = ZoneField(help_text=_("Our mails show times as the clock has them there."))

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        names = ("name", "language", "zone")
        super().__init__(data, label_suffix="", initial={name: getattr(registration, name) for name in names})
        if registration.zone not in timezones.zone_names():  # a browser may name one that is not offered, like UTC
            self.fields["zone"].choices = [(registration.zone, registration.zone), *self.fields["zone"].choices]  # type: ignore[attr-defined]  # a ChoiceField's

    def clean_name(self) -> str:
        name = " ".join(plain(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Enter the name we should call you"))
        return name


class WithThemForm(forms.Form):
    """How many others were at the same screen, or came along."""

    others = forms.IntegerField(
        label=_("How many were with you?"),
        help_text=_("Not counting yourself. Only the number is kept."),
        min_value=0,
        max_value=WITH_THEM_AT_MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Enter a whole number"),
            "invalid": _("Enter a whole number"),
            "min_value": _("Enter zero or more"),
            "max_value": _("Enter %(limit_value)s at most"),
        },
    )
