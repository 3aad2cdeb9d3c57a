from django.db import models

from events_service.events.models import Event
from registrations.models.registration import new_key


class Door(models.Model):
    """The link with which volunteers check people in on the day. `link_version` revokes the links made before."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"door of {self.event_id}"
