from django.db import models
from django.db.models import Q

from events_service.accounts.models import Organization, User
from events_service.events.models.event import Event
from events_service.events.models.series import Series

_ONE_THING = Q(event__isnull=False, series=None) | Q(event=None, series__isnull=False)


class Hosting(models.Model):
    """An organization hosts an event or a series, as an equal; the first in order sends the mail."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="hostings")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="hostings")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, blank=True, related_name="hostings")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(condition=_ONE_THING, name="events_hosts_one_thing"),
            models.UniqueConstraint(fields=("organization", "event"), name="events_hosts_an_event_once"),
            models.UniqueConstraint(fields=("organization", "series"), name="events_hosts_a_series_once"),
        )

    def __str__(self) -> str:
        return f"{self.organization} hosts {self.event or self.series}"


class HostInvitationQuerySet(models.QuerySet["HostInvitation"]):
    def open(self) -> "HostInvitationQuerySet":
        """Neither accepted nor withdrawn, since those are gone, nor declined."""
        return self.filter(declined_at=None)

    def to(self, hosted: Event | Series) -> "HostInvitationQuerySet":
        """To host this event, or this series."""
        return self.filter(event=hosted) if isinstance(hosted, Event) else self.filter(series=hosted)

    def answered_by(self, user: User) -> "HostInvitationQuerySet":
        """What this user may accept or decline, in the name of an organization where they are owner or organizer."""
        return self.open().filter(organization__in=Organization.objects.edited_by(user))


class HostInvitation(models.Model):
    """An organization is asked to host along.

    Accepted it becomes a hosting, withdrawn it is gone; declined it stays, for the hosts to see.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="host_invitations")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="host_invitations")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, blank=True, related_name="host_invitations")
    host = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", help_text="The host that asks.")
    invited_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)

    objects = HostInvitationQuerySet.as_manager()

    class Meta:
        ordering = ("invited_at", "id")
        constraints = (
            models.CheckConstraint(condition=_ONE_THING, name="events_invites_to_one_thing"),
            models.UniqueConstraint(fields=("organization", "event"), name="events_invites_to_an_event_once"),
            models.UniqueConstraint(fields=("organization", "series"), name="events_invites_to_a_series_once"),
        )

    def __str__(self) -> str:
        return f"{self.organization} is asked to host {self.hosted}"

    @property
    def hosted(self) -> Event | Series:
        """Return what the organization is asked to host."""
        hosted = self.event or self.series
        assert hosted is not None  # noqa: S101  a constraint of the table
        return hosted


class Departure(models.Model):
    """An organization hosted an event once and left: its calendars are newer than anything that is still in them."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="departures")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="departures")
    left_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organization", "event"), name="events_left_once"),)

    def __str__(self) -> str:
        return f"{self.organization} left {self.event_id}"
