"""Which two people are one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization
from events_service.events.models import Speaker


class MergeForm(forms.Form):
    """Who stays, and who is the same person."""

    keep = forms.ModelChoiceField(Speaker.objects.none(), label=_("Who stays"), error_messages={"required": _("Choose a person")})
    other = forms.ModelChoiceField(
        Speaker.objects.none(), label=_("Who is the same person"), error_messages={"required": _("Choose a person")}
    )

    def __init__(self, data: Any = None, *, organization: Organization, initial: dict[str, object]) -> None:
        super().__init__(data, label_suffix="", initial=initial)
        for name in ("keep", "other"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  as declared above
            field.queryset = Speaker.objects.filter(organization=organization).select_related("photo").order_by("name")

    def clean_other(self) -> Speaker:
        other: Speaker = self.cleaned_data["other"]
        if other == self.cleaned_data.get("keep"):
            raise ValidationError(_("Choose two different people"))
        return other
