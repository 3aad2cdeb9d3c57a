"""What a person does about hosts: one act, for one organization that it is open for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization, OrganizationQuerySet


class HostsForm(forms.Form):
    """An act and the organization it is about. `open_for` says for which organizations each act is open to this person."""

    act = forms.CharField()
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        to_field_name="slug",
        label=_("Organization"),
        empty_label=_("Choose an organization"),
        error_messages={
            "required": _("Choose an organization"),
            "invalid_choice": _("This is not open any more: somebody was faster. Here is how it stands now."),
        },
    )

    def __init__(self, data: Any = None, *, open_for: Mapping[str, OrganizationQuerySet]) -> None:
        super().__init__(data, label_suffix="")
        act = data.get("act", "") if data else "invite"
        self.fields["organization"].queryset = open_for.get(act, Organization.objects.none())  # type: ignore[attr-defined]  # a ModelChoiceField
