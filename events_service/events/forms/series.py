"""A series, as typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import rights
from events_service.accounts.models import Organization, User
from events_service.events.forms.fields import LineField, TextField


class SeriesForm(forms.Form):
    """A series: what its events have in common."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Who hosts"), empty_label=None, error_messages={"required": _("Choose who hosts")}
    )
    title_en = LineField(label=_("Title"), max_length=300, error_messages={"required": _("Enter a title")})
    title_es = LineField(label=_("Title in Spanish"), max_length=300, required=False)
    text_en = TextField(label=_("Text"), max_length=50_000, required=False, help_text=_("What connects its events. Markdown."))
    text_es = TextField(label=_("Text in Spanish"), max_length=50_000, required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, label_suffix="")
        hosts = rights.organizations_edited_by(user)
        self.fields["organization"].queryset = hosts  # type: ignore[attr-defined]  # a ModelChoiceField
        self.initial["organization"] = hosts.first()
        self.fields["title_en"].required = not self["title_es"].value()

    def details(self) -> dict[str, object]:
        """Return what was said, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "organization"}
