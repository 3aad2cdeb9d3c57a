from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event
from events_service.lib import timezones


class Lead(models.TextChoices):
    """How long before the start. Days and weeks keep the wall time, hours count elapsed time."""

    WEEK = "week", _("1 week before")
    DAY = "day", _("1 day before")
    HOUR = "hour", _("1 hour before")
    NOW = "now", _("Starting now")


_BEFORE = {Lead.WEEK: {"days": 7}, Lead.DAY: {"days": 1}, Lead.HOUR: {"minutes": 60}, Lead.NOW: {"minutes": 0}}


class Reminder(models.Model):
    """A reminder of one event, on or off. Only the lead time is stored; the moment is computed."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="reminders")
    lead = models.CharField(max_length=8, choices=Lead.choices)
    note = models.TextField(_("what to say besides"), max_length=2_000, blank=True)
    carries_room = models.BooleanField(default=False, help_text="The mail holds the room itself, for when this site cannot be reached.")
    on_since = models.DateTimeField(null=True, blank=True, help_text="Null: off.")
    fired_for = models.DateTimeField(null=True, blank=True, help_text="The start for which it was last fired.")
    fired_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True, help_text="When every copy of the last firing was in the outbox.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("event", "lead"), name="registrations_one_reminder_each"),
            models.CheckConstraint(condition=Q(fired_for=None) | Q(fired_at__isnull=False), name="registrations_fired_when"),
        )

    def __str__(self) -> str:
        return f"{self.lead} reminder of {self.event_id}"

    def moment_for(self, starts_at: datetime, zone: str) -> datetime:
        """Return when it is due for an event that starts then."""
        return timezones.earlier(starts_at, zone, **_BEFORE[Lead(self.lead)])
