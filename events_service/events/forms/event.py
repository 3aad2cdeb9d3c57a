"""An event, as typed."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db.models import Q
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import rights
from events_service.accounts.models import Organization, User
from events_service.events.domain import changing
from events_service.events.domain.speaking import SpeakerLine
from events_service.events.domain.written import RoomDetails, Version, Written, standing
from events_service.events.forms.clash import settled
from events_service.events.forms.fields import LineField, TextField, WallTimeField
from events_service.events.forms.times import TimesForm, initial_times, on_the_wall
from events_service.events.models import Appearance, Event, Kind, Precision, Presence, Series
from events_service.lib import timezones
from events_service.lib.errors import DomainError

_SPOKEN = [("en", _("English")), ("es", _("Spanish"))]


class EventForm(TimesForm):
    """An event on one page. The times of a published event are not in it: moving it is an act of its own."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Who hosts"), empty_label=None, error_messages={"required": _("Choose who hosts")}
    )
    title_en = LineField(label=_("Title"), max_length=300, error_messages={"required": _("Enter a title")})
    title_es = LineField(label=_("Title in Spanish"), max_length=300, required=False)
    summary_en = LineField(
        label=_("Summary"),
        max_length=500,
        required=False,
        help_text=_("One or two sentences for lists and search engines."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    summary_es = LineField(label=_("Summary in Spanish"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    text_en = TextField(
        label=_("Page text"),
        max_length=50_000,
        required=False,
        help_text=_("Markdown: **bold**, *italic*, [a link](https://…), lists with - and headings with ##."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    text_es = TextField(label=_("Page text in Spanish"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 10}))
    language = forms.ChoiceField(label=_("Spoken language"), choices=_SPOKEN, initial="en")
    series = forms.ModelChoiceField(Series.objects.none(), label=_("Series"), required=False, empty_label=_("None"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.WEBINAR)
    presence = forms.ChoiceField(label=_("Format"), choices=Presence.choices, initial=Presence.ONLINE, widget=forms.RadioSelect)
    place = LineField(
        label=_("Place"), max_length=300, required=False, help_text=_("Street, house and room. Left empty for an online event.")
    )
    room_url = LineField(
        label=_("Address of the room"),
        max_length=1_000,
        required=False,
        help_text=_("The link to Zoom, Jitsi or the like. Only who is registered sees it."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    room_passcode = LineField(label=_("Passcode"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    room_phone = TextField(
        label=_("To join by phone"),
        max_length=2_000,
        required=False,
        help_text=_("One on each line: the country, the number, the meeting ID."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    speakers = TextField(
        label=_("Speakers"),
        max_length=10_000,
        required=False,
        help_text=_("One on each line: name, then a comma, then who they are."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        required=False,
        help_text=_("Left empty: for everybody."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        validators=[
            MinValueValidator(1, _("Enter at least 1, or nothing for everybody")),
            MaxValueValidator(1_000_000, _("Enter at most 1,000,000, or nothing for everybody")),
        ],
        error_messages={"invalid": _("Enter a whole number")},
    )
    has_waitlist = forms.BooleanField(label=_("Keep a waiting list when it is full"), required=False, initial=True)
    opens = WallTimeField(label=_("Registration opens"), required=False, help_text=_("Left empty: as soon as it is published."))
    closes = WallTimeField(label=_("Registration closes"), required=False, help_text=_("Left empty: when it ends."))
    will_be_recorded = forms.BooleanField(label=_("It will be recorded"), required=False, initial=True)
    unlisted = forms.BooleanField(label=_("Only for who has the link: not in lists and feeds"), required=False)
    slug = forms.SlugField(
        label=_("Address of the page"),
        max_length=80,
        required=False,
        help_text=_("Small letters, digits and hyphens. The old address keeps leading here."),
        error_messages={"invalid": _("Use small letters, digits and hyphens only")},
    )

    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    draft = LineField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, data: MultiValueDict[str, str] | None = None, *, user: User, event: Event | None = None) -> None:
        self.event = event
        initial = _initial(event) if event else _beginning(rights.organizations_edited_by(user).first())
        super().__init__(settled(data, theirs=initial) if data else data, initial=initial)
        self.fields["title_en"].required = not self["title_es"].value()  # a title in one language is enough
        for name, code in _IN_A_LANGUAGE.items():
            self.fields[name].widget.attrs["lang"] = code
        self._offer(user)
        for name in self._not_asked():
            del self.fields[name]
        if event:
            self.initial["opened"] = str(Version.of(standing(event)).only(self.fields.keys()))

    @property
    def asks_for_times(self) -> bool:
        """Tell whether the times are part of the form: of a new event, or of a draft that nobody else knows of."""
        return self.event is None or (self.event.precision == Precision.TIME and not changing.is_known(self.event))

    def clean(self) -> None:
        if self.asks_for_times:
            super().clean()
        self._read_names_and_places()
        self._read_registration()

    def clean_room_url(self) -> str:
        url: str = self.cleaned_data["room_url"]
        if url:
            URLValidator(schemes=["https", "http"], message=_("Enter a whole address, like https://meet.example.org/room"))(url)
        return url

    def clean_speakers(self) -> list[SpeakerLine]:
        known = {appearance.speaker.name: appearance.role for appearance in _appearances(self.event)}
        lines = [line for line in self.cleaned_data["speakers"].split("\n") if line.strip()]
        return [_speaker(line, known) for line in lines]

    def written(self) -> Written:
        """Return what was said, once the form is valid."""
        said = self.cleaned_data
        details = {name: said[name] for name in _DETAILS if name in said}
        details |= {"registration_opens_at": said["opens_at"], "registration_closes_at": said["closes_at"]}
        if said.get("slug"):
            details["slug"] = said["slug"]
        room = RoomDetails(said["room_url"], said["room_passcode"], said["room_phone"])
        return Written(details, said.get("times"), room, said["speakers"])

    def opened_at(self) -> Version:
        """Return the version that the page had when the person began; of a page that does not say, one that knows nothing."""
        return Version.parse(str(self["opened"].value() or ""))

    def go_on_without(self, names: AbstractSet[str]) -> None:
        """Let the form speak no longer of things that it was opened with and does not hold any more."""
        known, data = self.opened_at(), MultiValueDict(self.data)
        data["opened"] = str(known.only(known.digests.keys() - names))
        self.data = data

    def _offer(self, user: User) -> None:
        """Offer only what this person may act for."""
        self.fields["organization"].queryset = rights.organizations_edited_by(user)  # type: ignore[attr-defined]  # a ModelChoiceField
        its_own = Q(pk=self.event.series_id) if self.event else Q()  # a co-host's series must not be lost by saving
        offered = Q(pk__in=Series.objects.organized_by(user)) | its_own
        self.fields["series"].queryset = Series.objects.filter(offered).order_by("-pk")  # type: ignore[attr-defined]

    def _not_asked(self) -> list[str]:
        names = [] if self.asks_for_times else ["zone", "starts", "starts_which", "ends", "ends_which"]
        return [*names, "slug", "opened"] if self.event is None else [*names, "organization"]

    def _read_names_and_places(self) -> None:
        said = self.cleaned_data
        if said.get("presence") in {Presence.IN_PERSON, Presence.HYBRID} and not said.get("place") and "place" not in self.errors:
            self.add_error("place", _("Enter the place, or choose Online"))
        if (said.get("room_passcode") or said.get("room_phone")) and not said.get("room_url") and "room_url" not in self.errors:
            self.add_error("room_url", _("Enter the address of the room too"))

    def _read_registration(self) -> None:
        """Turn the wall times of opening and closing into instants of the event's zone."""
        said = self.cleaned_data
        zone = said.get("zone") or (self.event.zone if self.event else "")
        for name in ("opens", "closes"):
            wall = said.get(name)
            try:
                said[f"{name}_at"] = timezones.to_instant(wall.date(), wall.time(), zone, fold=0) if wall and zone else None
            except DomainError as refusal:
                self.add_error(name, str(refusal.sentence))
        if said.get("opens_at") and said.get("closes_at") and said["closes_at"] <= said["opens_at"]:
            self.add_error("closes", _("Registration has to close after it opens"))


class CancelForm(forms.Form):
    """Why an event does not take place. Whoever registered reads it."""

    reason = TextField(
        label=_("Why?"),
        max_length=500,
        required=False,
        help_text=_("It stands in the mail and on the page."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


_DETAILS = (
    "title_en",
    "title_es",
    "summary_en",
    "summary_es",
    "text_en",
    "text_es",
    "language",
    "series",
    "kind",
    "presence",
    "place",
    "capacity",
    "has_waitlist",
    "will_be_recorded",
    "unlisted",
)

_IN_A_LANGUAGE = {f"{name}_{code}": code for name in ("title", "summary", "text") for code, _spoken in _SPOKEN}


def _speaker(line: str, known: Mapping[str, str]) -> SpeakerLine:
    name, _comma, about = (" ".join(part.split()) for part in line.partition(","))
    if not name:
        raise ValidationError(_("A line has to begin with a name: “%(line)s”"), params={"line": line.strip()[:60]})
    if len(name) > 120 or len(about) > 300:
        raise ValidationError(
            _("A name has at most 120 characters, and who they are at most 300: “%(line)s…”"), params={"line": line.strip()[:60]}
        )
    return SpeakerLine(name=name, about=about, role=Appearance.Role(known.get(name, Appearance.Role.SPEAKER)))


def _appearances(event: Event | None) -> list[Appearance]:
    return list(Appearance.objects.filter(event=event).select_related("speaker")) if event else []


def _beginning(host: Organization | None) -> dict[str, Any]:
    return {"organization": host.pk, "zone": host.zone} if host else {}


def _initial(event: Event) -> dict[str, Any]:
    room = getattr(event, "room", None)
    return {
        **{name: getattr(event, name) for name in _DETAILS},
        **initial_times(event),
        "slug": event.slug,
        "room_url": room.url if room else "",
        "room_passcode": room.passcode if room else "",
        "room_phone": room.phone if room else "",
        "speakers": "\n".join(", ".join(filter(None, (a.speaker.name, a.speaker.about))) for a in _appearances(event)),
        "opens": on_the_wall(event.registration_opens_at, event.zone),
        "closes": on_the_wall(event.registration_closes_at, event.zone),
    }
