from django.db import models

from events_service.accounts.models import User
from events_service.events.models import Event


class Upload(models.Model):
    """A file that somebody is about to bring in, kept between looking at it and saying yes; an hour at most."""

    class Purpose(models.TextChoices):
        ATTENDANCE = "attendance"
        REGISTRANTS = "registrants"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    content = models.BinaryField(help_text="As it came, compressed (zlib).")
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.purpose} of {self.event_id}"
