"""What people are told of the place, as typed, in both languages."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import venues
from events_service.events.forms.fields import LineField, TextField
from events_service.events.models import Event, Venue

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _line(label: "_StrPromise", code: str, *, hint: "_StrPromise | str" = "") -> LineField:
    return LineField(label=label, max_length=200, required=False, help_text=hint, widget=forms.TextInput(attrs={"lang": code}))


def _lines(label: "_StrPromise", code: str, *, hint: "_StrPromise | str" = "", max_length: int = 500) -> TextField:
    widget = forms.Textarea(attrs={"rows": 2 if max_length <= 500 else 5, "lang": code})
    return TextField(label=label, max_length=max_length, required=False, help_text=hint, widget=widget)


class VenueForm(forms.Form):
    """Room, directions, step-free access, food and children."""

    room_en = _line(_("Room"), "en", hint=_("Floor, number or name, as the door says it."))
    room_es = _line(_("Room in Spanish"), "es")
    directions_en = _lines(
        _("How to get there"), "en", hint=_("Bus and train, where to park, which door, whom to call. Markdown."), max_length=3_000
    )
    directions_es = _lines(_("How to get there, in Spanish"), "es", max_length=3_000)
    step_free_en = _lines(_("Step-free access"), "en", hint=_("Ramps, lifts, the width of doors, toilets; say too what there is not."))
    step_free_es = _lines(_("Step-free access in Spanish"), "es")
    food_en = _lines(_("Food and drink"), "en")
    food_es = _lines(_("Food and drink in Spanish"), "es")
    children_en = _lines(_("Children"), "en", hint=_("Whether they are welcome, and whether somebody looks after them."))
    children_es = _lines(_("Children in Spanish"), "es")
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, event: Event) -> None:
        venue = Venue.objects.filter(event=event).first() or Venue()
        super().__init__(data, label_suffix="", initial={name: getattr(venue, name) for name in venues.COLUMNS})

    def said(self) -> dict[str, str]:
        """Return what was said, once the form is valid."""
        return {name: self.cleaned_data[name] for name in venues.COLUMNS}
