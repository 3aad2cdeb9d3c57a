"""The room of an event, as typed."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import rooms
from events_service.events.domain.rooms import ChangedMeanwhile
from events_service.events.domain.written import Version
from events_service.events.forms.fields import LineField, TextField
from events_service.events.models import Room

_web_address = URLValidator(schemes=["https", "http"], message=_("Enter a whole address, like https://meet.example.org/room"))


def _address(label: Any, help_text: Any = "") -> LineField:
    return LineField(
        label=label,
        max_length=1_000,
        required=False,
        help_text=help_text,
        validators=[_web_address],
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )


def _passcode() -> LineField:
    return LineField(label=_("Passcode"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class RoomForm(forms.Form):
    """Where an online event meets, with everything it has. Somebody else may change it meanwhile: `opened` says what was seen."""

    url = _address(_("Address of the room"), _("The link to Zoom, Jitsi or the like. Only who is registered sees it."))
    passcode = _passcode()
    phone = TextField(
        label=_("To join by phone"),
        max_length=2_000,
        required=False,
        help_text=_("One on each line: the country, the number, the meeting ID."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    captions_url = _address(_("Live captions"), _("A page where they can be read, if they are not in the room itself."))
    interpretation = LineField(
        label=_("Interpretation"), max_length=500, required=False, help_text=_("Where to listen in another language: a channel, or a link.")
    )
    size = forms.IntegerField(
        label=_("How many people it takes"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Left empty: everybody."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Enter a whole number")},
    )
    overflow_url = _address(
        _("Address of an overflow room"), _("When so many people have come in, the next ones are led here. Nobody is turned away.")
    )
    overflow_passcode = _passcode()
    who_to_call = LineField(
        label=_("Who to call when something goes wrong"),
        max_length=300,
        required=False,
        help_text=_("Names and phone numbers, for the emergency sheet. Only organizers see it."),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: MultiValueDict[str, str] | None = None, *, room: Room | None) -> None:
        standing = {name: getattr(room or Room(), name) for name in rooms.DETAILS}
        super().__init__(data, label_suffix="", initial={**standing, "opened": str(rooms.version_of(room))})

    def clean(self) -> None:
        said = self.cleaned_data
        if any(said.get(name) for name in rooms.DETAILS - {"url"}) and not said.get("url") and "url" not in self.errors:
            self.add_error("url", _("Enter the address of the room too"))
        if said.get("overflow_url") and not said.get("size") and "size" not in self.errors:
            self.add_error("size", _("Say how many the first room takes, so that we know when it is full"))

    def details(self) -> dict[str, object]:
        """Return what was said, by column, once the form is valid."""
        return {name: self.cleaned_data[name] for name in rooms.DETAILS}

    def opened_at(self) -> Version:
        """Return the version that the writer had before their eyes."""
        return Version.parse(str(self["opened"].value() or ""))

    def beside(self, refusal: ChangedMeanwhile) -> "RoomForm":
        """Return the form once more: what was typed, with what somebody else wrote beside it, and theirs where nothing was typed."""
        opened, mine = self.opened_at(), Version.of_things(self.details())
        typed, theirs = MultiValueDict(self.data), {name: getattr(refusal.room, name) for name in rooms.DETAILS}
        for name in rooms.DETAILS:
            if mine.get(name) == opened.get(name):
                typed[name] = "" if theirs[name] is None else str(theirs[name])
        typed["opened"] = str(rooms.version_of(refusal.room))
        again = RoomForm(typed, room=refusal.room)
        for name in refusal.names:
            words = theirs[name] or gettext("nothing")
            again.add_error(name, gettext("Now it says: “%(words)s”. Save again to put yours in its place.") % {"words": words})
        return again
