"""Which registrations a list shows, in which order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.domain import listing
from registrations.domain.listing import Wanted
from registrations.models import Status


class ListForm(forms.Form):
    """Whom to look for in the list of registrations; what makes no sense is looked over."""

    q = forms.CharField(label=_("Name or email"), required=False, max_length=200, widget=forms.SearchInput)
    status = forms.ChoiceField(label=_("Status"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("All")), ("en", "English"), ("es", "Español")])
    source = forms.ChoiceField(label=_("Came by the link"), required=False)
    came = forms.ChoiceField(label=_("Came"), required=False, choices=[("", _("All")), ("yes", _("Came")), ("no", _("Did not come"))])
    mail = forms.ChoiceField(label=_("Mail"), required=False, choices=[("", _("All")), ("unreachable", _("Address takes no mail"))])
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("Latest first")),
            ("first", _("Earliest first")),
            ("name", _("By name, A to Z")),
            ("name-back", _("By name, Z to A")),
            ("status", _("By status")),
            ("turn", _("By turn on the waiting list")),
        ],
    )
    until = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, labels: list[str]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["status"].choices = [("", _("All")), *((value, str(words).capitalize()) for value, words in Status.choices)]  # type: ignore[attr-defined]  # a ChoiceField's
        self.fields["source"].choices = [("", _("All")), (listing.DIRECTLY, _("No link of ours")), *((label, label) for label in labels)]  # type: ignore[attr-defined]  # a ChoiceField's
        self.full_clean()

    def wanted(self) -> Wanted:
        """Return what was asked for; of what makes no sense nothing is."""
        said = self.cleaned_data
        return Wanted(
            words=said.get("q", ""),
            status=said.get("status", ""),
            language=said.get("language", ""),
            source=said.get("source", ""),
            came={"yes": True, "no": False}.get(said.get("came", "")),
            is_unreachable=bool(said.get("mail")),
            order=said.get("order") or listing.LATEST_FIRST,
            until=said.get("until"),
        )

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything but an order is asked for."""
        return any(value for name, value in self.cleaned_data.items() if name not in ("order", "until"))

    @property
    def first(self) -> list[forms.BoundField]:
        """The choices that stand beside the words."""
        return [self["status"], self["order"]]

    @property
    def more(self) -> list[forms.BoundField]:
        """The choices that stand in the fold."""
        return [self["language"], self["source"], self["came"], self["mail"]]

    @property
    def has_more(self) -> bool:
        """Tell whether something is asked for that stands in the fold."""
        return any(self.cleaned_data.get(field.name) for field in self.more)
