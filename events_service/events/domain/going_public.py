"""Publishing later: a draft that publishes itself at a moment, and taking that back."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act, User
from events_service.events.domain import changing, deeds, publishing, readiness
from events_service.events.models import Event
from events_service.lib.errors import DomainError


class IsPublic(DomainError):
    """Everybody sees it already."""


class NotInTime(DomainError):
    """A moment that has passed, or at which the event would be over."""

    field = "at"


@transaction.atomic
def publish_later(event: Event, *, at: datetime, by: User | None = None, now: datetime) -> None:
    """Let a draft publish itself at this instant; until then nobody sees it. Said again, the last moment counts.

    Raises IsPublic, NotInTime, and NotReady as publishing itself would.
    """
    changing.lock(event)
    if event.published_at:
        raise IsPublic(_("This event is public already."))
    if at <= now:
        raise NotInTime(_("This moment has passed. Choose one that is still to come, or publish it now."))
    if event.ends_at and at >= event.ends_at:
        raise NotInTime(_("The event would be over by then. Choose an earlier moment."))
    readiness.require(event, now=now)
    if event.goes_public_at != at:
        event.goes_public_at = at
        event.save(update_fields=["goes_public_at"])
        deeds.record(Act.SCHEDULED, event, by=by, now=now, more=f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC")


@transaction.atomic
def take_back(event: Event, *, by: User | None = None, now: datetime) -> None:
    """Let the draft stay one until somebody publishes it. Twice is once. Raises IsPublic."""
    changing.lock(event)
    if event.published_at:
        raise IsPublic(_("This event is public already."))
    if event.goes_public_at:
        event.goes_public_at = None
        event.save(update_fields=["goes_public_at"])
        deeds.record(Act.UNSCHEDULED, event, by=by, now=now)


def due(now: datetime) -> list[int]:
    """Return the drafts whose moment has come."""
    return list(
        Event.objects.filter(published_at=None, goes_public_at__lte=now).order_by("goes_public_at", "pk").values_list("pk", flat=True)
    )


@transaction.atomic
def go_public(event_id: int, *, now: datetime) -> None:
    """Publish the draft if its moment has come and nobody took it back. Twice is once."""
    event = Event.objects.select_for_update().filter(pk=event_id, published_at=None, goes_public_at__lte=now).first()
    if event:
        publishing.publish(event, now=now)
