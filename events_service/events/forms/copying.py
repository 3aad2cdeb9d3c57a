"""What a copy of an event is to be, as typed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization
from events_service.events.domain import recurrence, scheduling, templates
from events_service.events.domain.copying import Copy, Date
from events_service.events.domain.recurrence import MOST, Occurrence, Rhythm
from events_service.events.forms.fields import LineField, WallTimeField
from events_service.events.forms.times import TimesForm
from events_service.events.models import Event, EventTemplate, Room, Series
from events_service.lib import timezones

_A_WEEK = timedelta(weeks=1)
_A_YEAR = timedelta(weeks=52)  # so that a Thursday stays one
_ONE_TO_MOST = _("Enter a number from 1 to 52")


class CopyForm(TimesForm):
    """Two fields: what the draft is called, in each language that there is a title in, and when it starts. All else is as it was."""

    title_en = LineField(label=_("Title"), max_length=300, error_messages={"required": _("Enter a title")})
    title_es = LineField(label=_("Title in Spanish"), max_length=300, error_messages={"required": _("Enter a title")})
    starts = WallTimeField(
        label=_("Starts"), help_text=_("It lasts as long as before."), error_messages={"required": _("Enter when it starts")}
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    keeps_zone = True
    field_order = ("title_en", "title_es", "starts", "starts_which", "with_room", "key")

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any], series: Series | None) -> None:
        self.series = series
        super().__init__(data, initial={**initial, "key": uuid4})
        untitled = [name for name in ("title_en", "title_es") if not initial.get(name)]
        for name in ("ends", "ends_which", *untitled):
            del self.fields[name]

    def copy(self) -> Copy:
        """Return what was asked for, once the form is valid."""
        said = self.cleaned_data
        titles = {name: said[name] for name in ("title_en", "title_es") if name in said}
        return Copy(said["key"], self.times, titles | {"series": self.series}, with_room=said.get("with_room", False))


class DuplicateForm(CopyForm):
    """A copy of an event; its room may come along."""

    with_room = forms.BooleanField(
        label=_("Take the room along"), required=False, help_text=_("The link to a room is often for one date only, so it stays behind.")
    )

    def __init__(self, data: Any = None, *, event: Event, series: Series | None, now: datetime) -> None:
        self.event, self.length = event, scheduling.length_of(event)
        starts = next_start(scheduling.starts_on_the_wall(event), event.zone, now=now)
        titles = {"title_en": event.title_en, "title_es": event.title_es}
        super().__init__(data, initial={**titles, "zone": event.zone, "starts": starts}, series=series)
        if not Room.objects.filter(event=event).exists():
            del self.fields["with_room"]


class FromTemplateForm(CopyForm):
    """An event that is made of a template."""

    starts = WallTimeField(
        label=_("Starts"), help_text=_("It lasts as long as the template says."), error_messages={"required": _("Enter when it starts")}
    )

    def __init__(self, data: Any = None, *, template: EventTemplate, series: Series | None, now: datetime) -> None:
        said, self.organization = templates.beginning(template), template.organization
        self.length = said.length
        starts = next_start(said.began, said.zone, now=now)
        super().__init__(data, initial={**said.titles, "zone": said.zone, "starts": starts}, series=series)

    @property
    def around(self) -> list[str]:
        return [self.organization.zone]


class TemplateForm(forms.Form):
    """What a template is called, and whose it is where several host."""

    name = LineField(label=_("Name of the template"), max_length=120, error_messages={"required": _("Enter a name")})
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Whose template it is"), empty_label=None)
    replaces = forms.BooleanField(label=_("If there is a template of this name, put this one in its place"), required=False)

    def __init__(self, data: Any = None, *, event: Event, organizations: Sequence[Organization]) -> None:
        super().__init__(data, initial={"name": event.title[:120]}, label_suffix="")
        field = cast(forms.ModelChoiceField, self.fields["organization"])  # type: ignore[type-arg]
        field.queryset = Organization.objects.filter(pk__in=[one.pk for one in organizations])
        field.initial = organizations[0].pk


class RhythmForm(forms.Form):
    """How often an event comes again, and how many times."""

    rhythm = forms.ChoiceField(label=_("How often"), widget=forms.RadioSelect)
    count = forms.IntegerField(
        label=_("How many dates"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": MOST}),
        validators=[MinValueValidator(1, _ONE_TO_MOST), MaxValueValidator(MOST, _ONE_TO_MOST)],
        error_messages={"required": _ONE_TO_MOST, "invalid": _ONE_TO_MOST},
    )

    def __init__(self, data: Any, *, event: Event) -> None:
        super().__init__(data, label_suffix="")
        self.event = event
        starts = scheduling.starts_on_the_wall(event)
        months = _month_words(starts.date()) if starts else Rhythm.MONTH.label
        self.fields["rhythm"].choices = [*Rhythm.choices[:-1], (Rhythm.MONTH.value, months)]  # type: ignore[attr-defined]  # a ChoiceField

    def occurrences(self, *, now: datetime) -> list[Occurrence]:
        """Return the dates that were asked for; none before the form is valid."""
        said = self.cleaned_data if self.is_valid() else None
        return recurrence.further(self.event, said["rhythm"], said["count"], now=now) if said else []


class SeasonForm(forms.Form):
    """What a season is called that is like another, and the day on which it begins: the first event's weekday."""

    title_en = LineField(label=_("Title"), max_length=300, error_messages={"required": _("Enter a title")})
    title_es = LineField(label=_("Title in Spanish"), max_length=300, error_messages={"required": _("Enter a title")})
    first = forms.DateField(
        label=_("The first event is on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": _("Enter the day of the first event"), "invalid": _("Enter a date, like 2026-12-03")},
    )

    def __init__(self, data: Any, *, series: Series, events: Sequence[Event]) -> None:
        super().__init__(data, label_suffix="")
        self.events, self.was_first = events, _day(events[0])
        for name in ("title_en", "title_es"):
            if not getattr(series, name):
                del self.fields[name]

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if not 1970 <= first.year <= 2100:
            raise ValidationError(self.fields["first"].error_messages["invalid"])
        if beside := (first - self.was_first).days % 7:
            before, language = first - timedelta(days=beside), get_language() or "en"
            raise ValidationError(
                _("The season begins on a %(weekday)s. Choose one, like %(before)s or %(after)s"),
                params={
                    "weekday": timezones.weekday_words(before, language),
                    "before": timezones.date_words(before, language),
                    "after": timezones.date_words(before + _A_WEEK, language),
                },
            )
        return first

    def occurrences(self) -> list[Occurrence]:
        """Return where the events move to; nothing before the form is valid."""
        weeks = (self.cleaned_data["first"] - self.was_first) // _A_WEEK if self.is_valid() else None
        return recurrence.moved(self.events, weeks=weeks) if weeks is not None else []

    @property
    def titles(self) -> dict[str, str]:
        """What the season is called, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("title_en", "title_es") if name in self.cleaned_data}


class DatesForm(forms.Form):
    """Which of the dates are to be made. `leaves_out`: labels of those that are not proposed."""

    dates = forms.MultipleChoiceField(error_messages={"required": _("Choose at least one date")})
    series_title = LineField(
        label=_("Name of a series for all of them"),
        max_length=300,
        required=False,
        help_text=_("Then they stand together, in their order. Left empty: each stands alone."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        occurrences: Sequence[Occurrence],
        leaves_out: Sequence[str],
        series: Series | None,
        asks_for_series: bool = False,
    ) -> None:
        self.series = series
        self.possible = [one for one in occurrences if one.times]
        proposed = [one.label for one in self.possible if one.label not in leaves_out]
        super().__init__(data, initial={"dates": proposed, "key": uuid4}, label_suffix="")
        self.fields["dates"].choices = [(one.label, one.label) for one in self.possible]  # type: ignore[attr-defined]  # a ChoiceField
        if not asks_for_series:
            del self.fields["series_title"]

    def chosen(self) -> list[Date]:
        """Return what was asked for, once the form is valid."""
        said = self.cleaned_data
        return [
            Date(one.event, Copy(said["key"], one.times, {"series": self.series}))
            for one in self.possible
            if one.times and one.label in said["dates"]
        ]


def _month_words(on: date) -> str:
    places = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), recurrence.LAST: _("last")}
    said = {"place": places[recurrence.place_in_month(on)], "weekday": timezones.weekday_words(on, get_language() or "en")}
    return str(_("Every month, on the %(place)s %(weekday)s") % said)


def next_season(series: Series, events: Sequence[Event], *, today: date) -> dict[str, object]:
    """Return what the form of a season begins with: the titles, and the weekday on which it began, about a year later or more."""
    years = max((today - _day(events[0])) // _A_YEAR, 0) + 1
    return {"title_en": series.title_en, "title_es": series.title_es, "first": _day(events[0]) + years * _A_YEAR}


def _day(event: Event) -> date:
    assert event.starts_on is not None  # noqa: S101  of an event whose time is known
    return event.starts_on


def next_start(began: datetime | None, zone: str, *, now: datetime) -> datetime | None:
    """Return when the wall shows the same weekday and time again: a week later, or the first time that is still to come."""
    if began is None:
        return None
    passed = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - began
    return began + (max(passed // _A_WEEK, 0) + 1) * _A_WEEK
