"""Fields that several forms have."""

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from events_service.lib.slots import plain


class EmailField(forms.CharField):
    """An address, refused with a sentence that shows what one looks like."""

    default_validators = [EmailValidator(_("Enter an email address with an @, like rosa@valle.org"))]
    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.error_messages["max_length"] = _("Enter an email address of at most 254 characters")


class NameField(forms.CharField):
    """A name on one line, without control characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.error_messages["max_length"] = _("Enter a name of at most 120 characters")

    def to_python(self, value: Any) -> str:
        return " ".join(plain(super().to_python(value) or "").split())


class WordsField(forms.CharField):
    """Markdown for a page of the site, without control characters."""

    widget = forms.Textarea(attrs={"rows": 6})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20_000, **kwargs)
        self.error_messages["max_length"] = _("Enter at most 20,000 characters")

    def to_python(self, value: Any) -> str:
        return plain((super().to_python(value) or "").replace("\r\n", "\n"))
