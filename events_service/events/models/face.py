from django.db import models

from events_service.events.models.event import Event


class Face(models.Model):
    """Kept bytes: what an event looks like in one language, in one form. Written by `domain.face` alone."""

    class Form(models.TextChoices):
        CALENDAR = "calendar", "calendar entry"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="faces")
    language = models.CharField(max_length=8)
    form = models.CharField(max_length=12, choices=Form.choices)
    body = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("event", "language", "form"), name="events_one_face_each"),)

    def __str__(self) -> str:
        return f"{self.form} of {self.event_id} in {self.language}"
