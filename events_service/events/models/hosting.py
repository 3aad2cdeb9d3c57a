from django.db import models
from django.db.models import Q

from events_service.accounts.models import Organization
from events_service.events.models.event import Event
from events_service.events.models.series import Series


class Hosting(models.Model):
    """An organization hosts an event or a series, as an equal; the first in order sends the mail."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="hostings")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="hostings")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, blank=True, related_name="hostings")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(event__isnull=False, series=None) | Q(event=None, series__isnull=False), name="events_hosts_one_thing"
            ),
            models.UniqueConstraint(fields=("organization", "event"), name="events_hosts_an_event_once"),
            models.UniqueConstraint(fields=("organization", "series"), name="events_hosts_a_series_once"),
        )

    def __str__(self) -> str:
        return f"{self.organization} hosts {self.event or self.series}"
