from django.db import models
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import User
from events_service.events.models import Event


class Announcement(models.Model):
    """What the organizers write to everybody who has a place at an event, now."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="announcements")
    key = models.UUIDField(unique=True, help_text="Of the form it was written in: sent twice, it is one.")
    subject = models.CharField(_("subject"), max_length=150)
    words = models.TextField(_("what to say"), max_length=5_000)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True, help_text="When every copy was in the outbox.")

    class Meta:
        ordering = ("-said_at", "-pk")

    def __str__(self) -> str:
        return self.subject
