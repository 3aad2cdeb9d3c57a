"""When an event takes place, as typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import hosting, reading_back, scheduling
from events_service.events.domain.scheduling import Times
from events_service.events.forms.fields import WallTimeField, WhichField, ZoneField
from events_service.events.models import Event
from events_service.lib import timezones
from events_service.lib.errors import DomainError


@dataclass(frozen=True)
class ReadBack:
    """What the typed times say, as a sentence; or, refused, why they say nothing."""

    sentence: str = ""
    is_refused: bool = False


_TIMES = ("starts", "starts_which", "ends", "ends_which")


class TimesForm(forms.Form):
    """A start and an end on the wall of one zone; the end may be left out.

    `event` is whose times these are, if there is one, and `length` how long it lasts when the end is left out;
    `keeps_zone`: the zone is not asked for.
    """

    event: Event | None = None
    keeps_zone = False
    length = scheduling.USUAL_LENGTH

    zone = ZoneField()
    starts = WallTimeField(label=_("Starts"), error_messages={"required": _("Enter when it starts")})
    starts_which = WhichField()
    ends = WallTimeField(label=_("Ends"), required=False, help_text=_("Left empty: an hour and a half after the start."))
    ends_which = WhichField()

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.fields["zone"].disabled = self.keeps_zone
        self.fields["starts_which"].required, self.fields["ends_which"].required = self.starts_twice, self.ends_twice

    def clean(self) -> None:
        said = self.cleaned_data
        if not (said.get("starts") and said.get("zone")) or self.errors.keys() & {"ends", "starts_which", "ends_which"}:
            return
        try:
            said["times"] = _times(said, self.length)
        except DomainError as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else "starts", str(refusal.sentence))

    @property
    def times(self) -> Times:
        """What was said, once the form is valid."""
        times: Times = self.cleaned_data["times"]
        return times

    @property
    def around(self) -> list[str]:
        """The zones in which the times are read back, beside their own: those of who hosts, the first one's first."""
        hosts = hosting.hosts_of(self.event) if self.event else []
        return [host.zone for host in hosts] or [str(self.initial.get("zone") or "")]

    @property
    def length_in_minutes(self) -> int:
        """The length as an address carries it."""
        return self.length // timedelta(minutes=1)

    @property
    def read_back(self) -> ReadBack:
        """What the times say as they stand in the fields, whether or not the rest of the form could be saved."""
        typed = {name: self[name].value() for name in _TIMES if name in self.fields}
        if not typed["starts"]:
            return ReadBack()
        alone = TimesForm({"zone": self["zone"].value(), **typed})
        alone.length = self.length
        if alone.is_valid():
            starts_at, ends_at = alone.times.instants()
            zones = reading_back.zones_around(alone.times.zone, also=self.around, at=starts_at)
            return ReadBack(reading_back.sentence(starts_at, ends_at, zones, language=get_language() or "en"))
        return ReadBack(str(next(iter(alone.errors.values()))[0]), is_refused=True)

    @property
    def starts_twice(self) -> bool:
        """Tell whether the start stands where an hour repeats, so that one has to say which."""
        return self._repeats("starts")

    @property
    def ends_twice(self) -> bool:
        """Tell the same of the end."""
        return self._repeats("ends")

    def _repeats(self, name: str) -> bool:
        try:
            wall = WallTimeField(required=False).clean(self[name].value())
            zone = str(self["zone"].value())
            if wall and timezones.is_zone(zone):
                timezones.to_instant(wall.date(), wall.time(), zone)
        except timezones.RepeatedTime:
            return True
        except (ValidationError, DomainError):
            pass
        return False


class TypedTimesForm(TimesForm):
    """Times as they are being typed, from the address of a question; nothing is made of them but a sentence."""

    minutes = forms.IntegerField(min_value=1, max_value=100 * 24 * 60, required=False)
    zones = forms.CharField(max_length=400, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.full_clean()
        if minutes := self.cleaned_data.get("minutes"):
            self.length = timedelta(minutes=minutes)

    @property
    def around(self) -> list[str]:
        return str(self.cleaned_data.get("zones", "")).split()


class RescheduleForm(TimesForm):
    """New times for an event."""

    def __init__(self, data: Any = None, *, event: Event) -> None:
        self.event = event
        super().__init__(data, initial=initial_times(event))


def initial_times(event: Event) -> dict[str, Any]:
    """Return the event's times as the form begins with them."""
    if event.starts_at is None or event.ends_at is None:
        return {"zone": event.zone}
    return {
        "zone": event.zone,
        "starts": on_the_wall(event.starts_at, event.zone),
        "starts_which": str(event.starts_fold),
        "ends": on_the_wall(event.ends_at, event.zone),
        "ends_which": str(event.ends_fold),
    }


def on_the_wall(instant: datetime | None, zone: str) -> datetime | None:
    """Return what a clock on the wall there shows at that instant."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if instant else None


def _times(said: Mapping[str, Any], length: timedelta) -> Times:
    """Return the times, the end made up where it was left out; raises DomainError with `field` starts or ends."""
    starts, zone, which = said["starts"], said["zone"], _fold(said.get("starts_which"))
    ends, ends_which = said.get("ends"), _fold(said.get("ends_which"))
    if ends is None:
        return scheduling.lasting(length, starts=starts, zone=zone, fold=which)
    times = Times(
        zone=zone,
        starts_on=starts.date(),
        starts_time=starts.time(),
        ends_on=ends.date(),
        ends_time=ends.time(),
        starts_fold=which,
        ends_fold=ends_which,
    )
    times.instants()
    return times


def _fold(said: str | None) -> int | None:
    return int(said) if said else None
