"""When a draft goes public, as typed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from events_service.events.forms.fields import WallTimeField
from events_service.events.forms.times import on_the_wall
from events_service.events.models import Event
from events_service.lib import timezones
from events_service.lib.errors import DomainError


class GoPublicForm(forms.Form):
    """A moment on the wall of the event's zone."""

    at = WallTimeField(label=_("Goes public"), error_messages={"required": _("Enter when it goes public")})

    def __init__(self, data: Mapping[str, Any] | None = None, *, event: Event) -> None:
        super().__init__(data, initial={"at": on_the_wall(event.goes_public_at, event.zone)}, label_suffix="")
        self.zone = event.zone
        self.fields["at"].help_text = say("As the clock shows it in %(zone)s.") % {"zone": event.zone.replace("_", " ")}

    def clean_at(self) -> datetime:
        wall: datetime = self.cleaned_data["at"]
        try:
            return timezones.to_instant(wall.date(), wall.time(), self.zone, fold=0)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from None
