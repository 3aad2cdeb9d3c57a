"""Writing down what was done to an event or a series, for every organization that hosts it."""

from datetime import datetime

from events_service.accounts.domain import activity
from events_service.accounts.domain.activity import Subject
from events_service.accounts.models import Act, Organization, User
from events_service.events.domain.topics import topic_of
from events_service.events.models import Event, Series


def record(act: Act, hosted: Event | Series, *, by: User | None, now: datetime, more: str = "") -> None:
    """Append to the activity log of those who host it at this moment. Without `by` it was the installation itself."""
    label = topic_of(hosted) if isinstance(hosted, Event) else f"series:{hosted.pk}"
    hosts = Organization.objects.filter(pk__in=hosted.hostings.values("organization"))
    activity.record(act, Subject(label, hosted.title), concerns=hosts, by=by, now=now, more=more)
