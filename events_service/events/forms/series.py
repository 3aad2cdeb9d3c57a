"""A series, as typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import rights
from events_service.accounts.models import Organization, User
from events_service.events.forms.fields import LineField, TextField
from events_service.events.models import Series


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


class SeriesEditForm(SeriesForm):
    """A series that is there, with its address; `opened` is which state of it the writer saw."""

    organization = None  # type: ignore[assignment]  # who hosts has a page of its own
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        help_text=_("The last part of the page’s address. Its old address leads to the new one."),
        error_messages={"required": _("Enter an address"), "invalid": _("Use letters, digits and hyphens")},
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data: Any = None, *, series: Series) -> None:
        forms.Form.__init__(self, data, label_suffix="")
        self.initial = {name: getattr(series, name) for name in ("title_en", "title_es", "text_en", "text_es", "slug")}
        self.initial["opened"] = series.changed_at.isoformat()
        self.fields["title_en"].required = not self["title_es"].value()

    def clean_opened(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data["opened"])
        except ValueError:
            return None

    def details(self) -> dict[str, object]:
        """Return what was said, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "opened"}

    def look_again(self, series: Series) -> None:
        """Let the next saving count from this state of the series, which the writer has been told of."""
        self.data = {name: self.data[name] for name in self.data} | {"opened": series.changed_at.isoformat()}
