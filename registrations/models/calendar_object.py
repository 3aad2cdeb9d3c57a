from django.db import models

from registrations.models.registration import Registration


class CalendarObject(models.Model):
    """A calendar entry as it went out to one person, so that the desk knows who still holds the old time."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="calendar_objects")
    message_key = models.CharField(max_length=160)
    method = models.CharField(max_length=8)
    sequence = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    dtstamp = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("registration", "message_key"), name="registrations_one_object_each"),)

    def __str__(self) -> str:
        return f"{self.method} {self.sequence} of {self.registration_id}"
