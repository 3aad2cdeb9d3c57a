"""What organizers type about events."""

from events_service.events.forms.access import AccessServiceForm
from events_service.events.forms.clash import clashes
from events_service.events.forms.cover import CoverForm, PictureField
from events_service.events.forms.event import CancelForm, EventForm
from events_service.events.forms.fields import LineField, TextField
from events_service.events.forms.going_public import GoPublicForm
from events_service.events.forms.hosts import HostsForm
from events_service.events.forms.merging import MergeForm
from events_service.events.forms.programme import ProgrammeForm
from events_service.events.forms.reading import ArticleForm
from events_service.events.forms.room import RoomForm
from events_service.events.forms.series import SeriesEditForm, SeriesForm
from events_service.events.forms.speakers import AddSpeakerForm, ConsentForm, DetailsForm, GreenRoomForm, PartForm, PhotoForm
from events_service.events.forms.times import RescheduleForm
from events_service.events.forms.venue import VenueForm

__all__ = [
    "AccessServiceForm",
    "AddSpeakerForm",
    "ArticleForm",
    "CancelForm",
    "ConsentForm",
    "CoverForm",
    "DetailsForm",
    "EventForm",
    "GoPublicForm",
    "GreenRoomForm",
    "HostsForm",
    "LineField",
    "MergeForm",
    "PartForm",
    "PhotoForm",
    "PictureField",
    "ProgrammeForm",
    "RescheduleForm",
    "RoomForm",
    "SeriesEditForm",
    "SeriesForm",
    "TextField",
    "VenueForm",
    "clashes",
]
