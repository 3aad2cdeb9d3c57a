"""The state of an event in a word, the same on every page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event, Phase


@dataclass(frozen=True)
class Chip:
    """A state in a word, with the tone and the icon that go along."""

    words: str | Promise
    tone: str
    icon: str


def chip_of(event: Event, *, is_full: bool, now: datetime) -> Chip:
    """Return what this event is at this moment."""
    phase = event.phase(now)
    if phase == Phase.DRAFT and event.goes_public_at:
        return Chip(_("Goes public by itself"), "info", "clock")
    if phase == Phase.OPEN and is_full:
        return Chip(_("Full, with a waiting list") if event.has_waitlist else _("Full"), "warn", "users")
    if phase == Phase.PAST and event.watchable_at:
        return Chip(_("Recording"), "ok", "video")
    tone, icon = _LOOKS[phase]
    return Chip(phase.label, tone, icon)


_LOOKS = {
    Phase.DRAFT: ("", "pencil"),
    Phase.OPENS_LATER: ("info", "clock"),
    Phase.OPEN: ("ok", "check"),
    Phase.CLOSED: ("", "lock"),
    Phase.LIVE: ("warn", "video"),
    Phase.PAST: ("", "check"),
    Phase.CANCELLED: ("bad", "x"),
}
