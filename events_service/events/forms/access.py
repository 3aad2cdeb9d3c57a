"""What is offered so that more people can take part, as typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.events.domain.access import Offer
from events_service.events.forms.fields import LineField
from events_service.events.models import AccessKind, AccessService, Progress
from events_service.events.models.access import SIGNED, SPOKEN
from events_service.lib import timezones


class AccessServiceForm(forms.Form):
    """One service: what, in which language, how far it has got, until when to ask for it."""

    kind = forms.ChoiceField(label=_("What"), choices=AccessKind.choices, error_messages={"required": _("Choose what is offered")})
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: _languages(), help_text=_("Of captions, sign language and interpretation.")
    )
    status = forms.ChoiceField(label=_("How far it has got"), choices=Progress.choices, initial=Progress.PLANNED)
    ask_by_on = forms.DateField(
        label=_("Ask by"),
        required=False,
        help_text=_("The last day to ask for it. Left empty: it is there without asking."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Enter a date, like 2026-12-01")},
    )
    detail_en = LineField(
        label=_("A few words about it"), max_length=200, required=False, help_text=_("They stand on the page: how it works, what to bring.")
    )
    detail_es = LineField(label=_("A few words about it, in Spanish"), max_length=200, required=False)
    note = LineField(
        label=_("Note for organizers"),
        max_length=1_000,
        required=False,
        help_text=_("Who does it, how to reach them, what it costs. It never stands on the page."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, service: AccessService | None = None) -> None:
        super().__init__(data, label_suffix="", initial=_initial(service) if service else None)
        self.fields["detail_en"].widget.attrs["lang"], self.fields["detail_es"].widget.attrs["lang"] = "en", "es"

    def offer(self) -> Offer:
        """Return what was said, once the form is valid."""
        return Offer(**{name: value for name, value in self.cleaned_data.items() if name != "opened"})

    def seen(self, service: AccessService) -> None:
        """Let the person have seen the service as it is now, so that saving once more is meant."""
        data = MultiValueDict(self.data)
        data["opened"] = service.changed_at.isoformat()
        self.data = data

    def opened_at(self) -> datetime | None:
        """Return the moment that the page shows as the service's last change; None for one that is new, or says nothing readable."""
        try:
            return datetime.fromisoformat(self.cleaned_data["opened"])
        except ValueError:
            return None


def _initial(service: AccessService) -> dict[str, object]:
    names = ("kind", "language", "status", "ask_by_on", "detail_en", "detail_es", "note")
    return {**{name: getattr(service, name) for name in names}, "opened": service.changed_at.isoformat()}


def _languages() -> list[tuple[str, object]]:
    here = get_language() or "en"
    spoken = [(code, timezones.language_words(code, here).capitalize()) for code in SPOKEN]
    return [("", _("None")), (_("Spoken"), spoken), (_("Signed"), list(SIGNED.items()))]  # type: ignore[list-item]  # groups are choices too
