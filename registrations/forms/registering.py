"""What people type to register, and about what they need to take part."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from events_service.events.models import AccessService, Event, Presence
from events_service.lib import timezones
from events_service.lib.slots import plain
from registrations.domain import asking
from registrations.domain.signup import Details
from registrations.forms.fields import email_field
from registrations.models import Seat


class AccessForm(forms.Form):
    """What a person needs to take part: what the event offers, and anything else in words. Only organizers see it."""

    access = forms.TypedMultipleChoiceField(
        label=_("What helps you to take part?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("This is not offered any more. Look at what is, and choose again.")},
    )
    need = forms.CharField(
        label=_("Anything else"),
        required=False,
        help_text=_("Only the organizers read this, and it is erased 30 days after the event."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        error_messages={"max_length": _("Say it in at most 2,000 characters")},
    )

    def __init__(self, data: Any = None, *, event: Event, offers: bool = True, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.event = event
        services = list(event.access_services.all()) if offers else []
        self.fields["access"].choices = [(service.pk, _choice(service)) for service in services]  # type: ignore[attr-defined]
        if not services:
            del self.fields["access"]
            self.fields["need"].label = _("What do you need to take part?")

    def clean_need(self) -> str:
        return plain(self.cleaned_data["need"].replace("\r\n", "\n")).strip()


class RegistrationForm(AccessForm):
    """Two fields, and what the browser knows: the zone where the person is. `website` is a honeypot that people do not see."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter the name we should call you"), "max_length": _("Enter a name of at most 120 characters")},
    )
    email = email_field(help_text=_("Your personal link and reminders go here."))
    language = forms.ChoiceField(
        label=_("Language of your messages"),
        choices=[("en", "English"), ("es", "Español")],
        widget=forms.RadioSelect,
        required=False,
    )
    seat = forms.ChoiceField(
        label=_("How will you take part?"),
        choices=[(Seat.ROOM, _("In the room")), (Seat.ONLINE, _("Online"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the room or online"), "invalid_choice": _("Choose the room or online")},
    )
    zone = forms.CharField(required=False, widget=forms.HiddenInput)
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, event: Event, **kwargs: Any) -> None:
        super().__init__(data, event=event, offers=event.takes_registrations(timezone.now()), **kwargs)
        self.fields["language"].initial = get_language() or settings.LANGUAGE_CODE
        if event.presence != Presence.HYBRID:
            del self.fields["seat"]

    @property
    def is_by_a_machine(self) -> bool:
        """Tell whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean_name(self) -> str:
        name = " ".join(plain(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Enter the name we should call you"))
        return name

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or get_language() or settings.LANGUAGE_CODE

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        return zone if timezones.is_zone(zone) else ""

    def clean_source(self) -> str:
        return plain(self.cleaned_data["source"])[:40]

    def details(self) -> Details:
        """Return what was said, once the form is valid."""
        said = self.cleaned_data
        names = ("name", "email", "language", "zone", "source", "seat", "need")
        return Details(**{name: said[name] for name in names if name in said}, access=said.get("access", []))


def _choice(service: AccessService) -> str:
    """Return a service with the last day to ask for it, and what it means that this day is over."""
    if service.ask_by_on is None:
        return service.words
    day = timezones.short_date_words(service.ask_by_on, get_language() or settings.LANGUAGE_CODE)
    said = {"service": service.words, "day": day}
    if asking.is_late(service, now=timezone.now()):
        return gettext("%(service)s (to be asked for by %(day)s: it may be too late, ask all the same)") % said
    return gettext("%(service)s (ask by %(day)s)") % said
