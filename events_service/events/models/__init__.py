"""Rows of what takes place."""

from events_service.events.models.access import AccessKind, AccessService, Progress
from events_service.events.models.article import Article
from events_service.events.models.engagement import Consent, Engagement, GreenRoom
from events_service.events.models.event import Event, Kind, Phase, Precision, Presence
from events_service.events.models.face import Face
from events_service.events.models.hosting import Departure, Hosting, HostInvitation
from events_service.events.models.picture import Cover, Picture
from events_service.events.models.programme import ProgrammeItem
from events_service.events.models.room import Room, ScreenLine
from events_service.events.models.series import Series
from events_service.events.models.slug import OldSlug
from events_service.events.models.speaker import Appearance, Speaker
from events_service.events.models.template import EventTemplate
from events_service.events.models.venue import Venue

__all__ = [
    "AccessKind",
    "AccessService",
    "Appearance",
    "Article",
    "Consent",
    "Cover",
    "Departure",
    "Engagement",
    "Event",
    "EventTemplate",
    "Face",
    "GreenRoom",
    "HostInvitation",
    "Hosting",
    "Kind",
    "OldSlug",
    "Phase",
    "Picture",
    "Precision",
    "Presence",
    "ProgrammeItem",
    "Progress",
    "Room",
    "ScreenLine",
    "Series",
    "Speaker",
    "Venue",
]
