from django.db import models

from events_service.accounts.models import User
from events_service.events.models import Event
from registrations.models.registration import Registration


class AttendanceReport(models.Model):
    """What one tool said of who came to an event. A newer report of the same kind takes its place; the totals outlive the people."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attendance_reports")
    kind = models.CharField(max_length=32, help_text="The tool: zoom-webinar, teams, plain …")
    people = models.PositiveIntegerField(help_text="How many it names.")
    unregistered = models.PositiveIntegerField(help_text="How many of them are not registered; only their number is kept.")
    minutes = models.PositiveBigIntegerField(help_text="Of all together.")
    imported_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("event", "kind"), name="registrations_one_report_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} report of {self.event_id}"

    @property
    def average(self) -> int:
        """Return how many minutes somebody was there on average."""
        return round(self.minutes / self.people) if self.people else 0


class Presence(models.Model):
    """How long a registered person was there, as one report says."""

    report = models.ForeignKey(AttendanceReport, on_delete=models.CASCADE, related_name="presences")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="presences")
    minutes = models.PositiveIntegerField(help_text="The union of all joins, rounded.")
    joins = models.PositiveIntegerField()
    role = models.CharField(max_length=12)
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    marked = models.BooleanField(default=False, help_text="The registration's attended_at comes from here, and goes with it.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "registration"), name="registrations_one_presence_each"),)

    def __str__(self) -> str:
        return f"{self.minutes} minutes of {self.registration_id}"
