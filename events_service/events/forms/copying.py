"""What a copy of an event is to be, as typed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import scheduling
from events_service.events.domain.copying import Copy
from events_service.events.forms.fields import LineField, WallTimeField
from events_service.events.forms.times import TimesForm
from events_service.events.models import Event, Room, Series

_A_WEEK = timedelta(weeks=1)


class DuplicateForm(TimesForm):
    """Two fields: what the copy is called, in each language that it has a title in, and when it starts. All else is as it was."""

    title_en = LineField(label=_("Title"), max_length=300, error_messages={"required": _("Enter a title")})
    title_es = LineField(label=_("Title in Spanish"), max_length=300, error_messages={"required": _("Enter a title")})
    starts = WallTimeField(
        label=_("Starts"), help_text=_("It lasts as long as before."), error_messages={"required": _("Enter when it starts")}
    )
    with_room = forms.BooleanField(
        label=_("Take the room along"), required=False, help_text=_("The link to a room is often for one date only, so it stays behind.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    keeps_zone = True
    field_order = ("title_en", "title_es", "starts", "starts_which", "with_room", "key")

    def __init__(self, data: Any = None, *, event: Event, series: Series | None, now: datetime) -> None:
        self.event, self.series, self.length = event, series, scheduling.length_of(event)
        titles = {name: getattr(event, name) for name in ("title_en", "title_es")}
        super().__init__(data, initial={**titles, "zone": event.zone, "starts": next_start(event, now=now), "key": uuid4})
        for name in ("ends", "ends_which", *(name for name, title in titles.items() if not title)):
            del self.fields[name]
        if not Room.objects.filter(event=event).exists():
            del self.fields["with_room"]

    def copy(self) -> Copy:
        """Return what was asked for, once the form is valid."""
        said = self.cleaned_data
        titles = {name: said[name] for name in ("title_en", "title_es") if name in said}
        return Copy(said["key"], self.times, titles | {"series": self.series}, with_room=said.get("with_room", False))


def next_start(event: Event, *, now: datetime) -> datetime | None:
    """Return when the wall shows the same weekday and time again: a week later, or the first time that is still to come."""
    starts = scheduling.starts_on_the_wall(event)
    if starts is None or event.starts_at is None:
        return None
    weeks = max((now - event.starts_at) // _A_WEEK, 0) + 1
    return starts + weeks * _A_WEEK
