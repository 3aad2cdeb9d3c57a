"""What is typed about who belongs to an organization."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import people
from events_service.accounts.forms.fields import EmailField, NameField
from events_service.accounts.models import Membership, Role

_WHAT_ROLES_MAY = _(
    "Organizers write events and see who registers. Owners do that too, and decide who belongs here. "
    "Viewers see numbers, never the names and addresses of who comes."
)


class RoleField(forms.ChoiceField):
    """One of the three roles, with what each may do."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Role"), help_text=_WHAT_ROLES_MAY, choices=Role.choices, widget=forms.RadioSelect, **kwargs)
        self.error_messages["required"] = self.error_messages["invalid_choice"] = _("Choose a role")

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        return Role(said) if said in Role.values else said


class InviteForm(forms.Form):
    """Whom to let in, and as what."""

    email = EmailField(
        label=_("Email"),
        help_text=_("A mail with a link goes there. Whoever opens it and accepts is in."),
        error_messages={"required": _("Enter the address of the person you invite")},
    )
    role = RoleField(initial=Role.ORGANIZER)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = RoleField()

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        super().__init__(data, initial={"role": membership.role}, label_suffix="")


class Successor(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Somebody by the name that others may read."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.known_as} ({obj.get_role_display()})"


class PartingForm(forms.Form):
    """Who takes over from somebody who goes; a viewer has nothing to hand over."""

    successor = Successor(
        queryset=Membership.objects.none(),
        label=_("Who takes over?"),
        help_text=_("The events stay with the organization. Whom you name here stands in the activity log."),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who takes over"), "invalid_choice": _("Choose who takes over from the list")},
    )

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        super().__init__(data, label_suffix="")
        if membership.is_editor:
            self.fields["successor"].queryset = people.successors(membership)  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            del self.fields["successor"]


class AcceptForm(forms.Form):
    """What to call somebody who has no name here yet."""

    name = NameField(
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )

    def __init__(self, data: Any = None, *, asks_name: bool) -> None:
        super().__init__(data, label_suffix="")
        if not asks_name:
            del self.fields["name"]
