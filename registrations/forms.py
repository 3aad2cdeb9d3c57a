"""What people type when they register, and what organizers say of the places."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from events_service.events.forms.fields import ZoneField
from events_service.events.models import AccessService, Event, Presence
from events_service.lib import tables, timezones
from events_service.lib.slots import plain
from registrations.domain import asking, listing
from registrations.domain.details import WITH_THEM_AT_MOST
from registrations.domain.listing import Wanted
from registrations.domain.signup import Details
from registrations.models import Registration, Seat, Status


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


def _email(**said: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Email"),
        validators=[
            EmailValidator(_("Enter an email address with an @, like rosa@valle.org")),
            MaxLengthValidator(254, _("Enter an email address of at most 254 characters")),
        ],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your email address")},
        **said,
    )


def _offered(hours: int) -> Any:
    return ngettext_lazy(
        "It is offered to the next in line for %(hours)d hour", "It is offered to the next in line for %(hours)d hours", hours
    ) % {"hours": hours}


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
    email = _email(help_text=_("Your personal link and reminders go here."))
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


class LinkForm(forms.Form):
    """An address to which its own links are to be sent. `website` is a honeypot that people do not see."""

    email = _email()
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    @property
    def is_by_a_machine(self) -> bool:
        """Tell whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))


class AddressForm(forms.Form):
    """Another address of a person."""

    email = _email(help_text=_("We write there once, with a link."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class DetailsForm(forms.Form):
    """How a person is called and written to, as they change it themselves."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter the name we should call you"), "max_length": _("Enter a name of at most 120 characters")},
    )
    language = forms.ChoiceField(
        label=_("Language of your messages"), choices=[("en", "English"), ("es", "Español")], widget=forms.RadioSelect
    )
    zone = ZoneField(help_text=_("Our mails show times as the clock has them there."))

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        names = ("name", "language", "zone")
        super().__init__(data, label_suffix="", initial={name: getattr(registration, name) for name in names})
        if registration.zone not in timezones.zone_names():  # a browser may name one that is not offered, like UTC
            self.fields["zone"].choices = [(registration.zone, registration.zone), *self.fields["zone"].choices]  # type: ignore[attr-defined]  # a ChoiceField's

    def clean_name(self) -> str:
        name = " ".join(plain(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Enter the name we should call you"))
        return name


class WithThemForm(forms.Form):
    """How many others were at the same screen, or came along."""

    others = forms.IntegerField(
        label=_("How many were with you?"),
        help_text=_("Not counting yourself. Only the number is kept."),
        min_value=0,
        max_value=WITH_THEM_AT_MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Enter a whole number"),
            "invalid": _("Enter a whole number"),
            "min_value": _("Enter zero or more"),
            "max_value": _("Enter %(limit_value)s at most"),
        },
    )


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


class UploadForm(forms.Form):
    """A file from somebody's computer, of 20 MB at most."""

    file = forms.FileField(
        label=_("The report, as CSV"),
        help_text=_("From Zoom, Teams, Meet, GoTo Webinar, Webex, BigBlueButton or another tool, as it came. At most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={
            "required": _("Choose the file"),
            "empty": _("The file is empty."),
            "missing": _("Choose the file"),
            "invalid": _("Choose the file"),
        },
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")

    def content(self) -> bytes:
        """Return what the file holds, and of one that is too large just enough to be refused."""
        content: bytes = self.cleaned_data["file"].read(tables.BYTES_AT_MOST + 1)
        return content


class ListUploadForm(UploadForm):
    """A list of who registered elsewhere."""

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["file"].label = _("The list, as CSV")
        self.fields["file"].help_text = _(
            "From Eventbrite, Pretix, Tito, Luma, Zoom or a spreadsheet with the columns Name and Email. At most 20 MB."
        )
