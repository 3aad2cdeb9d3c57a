"""How places are given, as typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events_service.events.models import Event, Presence


def _number(label: Any, help_text: Any, *, least: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=least,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Enter a whole number")},
    )


def _offered(hours: int) -> Any:
    return ngettext_lazy(
        "It is offered to the next in line for %(hours)d hour", "It is offered to the next in line for %(hours)d hours", hours
    ) % {"hours": hours}


class PlacesForm(forms.Form):
    """How places are given. Capacities may be changed at any time: nobody loses a place, and who waits moves up."""

    capacity = _number(_("Places"), _("Left empty: for everybody."), least=1)
    online_capacity = _number(_("Places online"), _("Left empty: for everybody."), least=1)
    kept_places = _number(_("Of these, kept for your guests"), _("Only organizers give them, by hand."), least=0)
    has_waitlist = forms.BooleanField(label=_("Keep a waiting list when it is full"), required=False)
    offer_hours = forms.TypedChoiceField(
        label=_("When a place becomes free"),
        choices=[
            ("", _("The next in line gets it at once")),
            *[(str(hours), _offered(hours)) for hours in (2, 12, 24, 48)],
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    grace_minutes = forms.TypedChoiceField(
        label=_("Whoever gives a place back can undo it for"),
        choices=[("0", _("no time: it is passed on at once")), ("10", _("10 minutes")), ("30", _("30 minutes")), ("60", _("an hour"))],
        coerce=int,
        help_text=_("In the last hour before the start a place is always passed on at once."),
    )
    needs_proof = forms.BooleanField(label=_("Whoever registers confirms the address by mail first"), required=False)
    needs_approval = forms.BooleanField(label=_("You approve each registration"), required=False)

    def __init__(self, data: Any = None, *, event: Event) -> None:
        names = ("capacity", "online_capacity", "kept_places", "has_waitlist", "grace_minutes", "needs_proof", "needs_approval")
        hours = event.offer_minutes // 60 if event.offer_minutes else ""
        super().__init__(data, label_suffix="", initial={name: getattr(event, name) for name in names} | {"offer_hours": hours})
        if event.presence == Presence.HYBRID:
            self.fields["capacity"].label = _("Places in the room")
        else:
            del self.fields["online_capacity"]

    def clean(self) -> None:
        kept, capacity = self.cleaned_data.get("kept_places") or 0, self.cleaned_data.get("capacity")
        if kept and not self.errors.get("capacity") and (capacity is None or kept > capacity):
            self.add_error("kept_places", _("Keep at most as many as there are places"))

    def details(self) -> dict[str, Any]:
        """Return what was said, as columns of the event, once the form is valid."""
        said = dict(self.cleaned_data)
        hours = said.pop("offer_hours")
        return said | {"offer_minutes": hours * 60 if hours else None, "kept_places": said["kept_places"] or 0}
