"""Fields that several forms have."""

from typing import Any

from django import forms
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.translation import gettext_lazy as _


def email_field(**said: Any) -> forms.CharField:
    """Return a field for an address, with sentences of our own; the address stays as typed."""
    return forms.CharField(
        label=_("Email"),
        validators=[
            EmailValidator(_("Enter an email address with an @, like rosa@valle.org")),
            MaxLengthValidator(254, _("Enter an email address of at most 254 characters")),
        ],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your email address")},
        **said,
    )
