"""What all workers share: the state of the one way out, and who is at work."""

from django.db import models
from django.db.models.functions import Now


class PostOffice(models.Model):
    """The one row that every worker looks at before it takes anything in hand."""

    ticked_at = models.DateTimeField(null=True, help_text="When a sweep last came by.")
    marked_at = models.DateTimeField(null=True, help_text="The moment from which the silence of a crew is counted.")
    paused_at = models.DateTimeField(null=True, help_text="Since when nothing but what was asked for this minute leaves.")
    failures = models.PositiveIntegerField(default=0, help_text="How often in a row the way out was closed.")
    shut_until = models.DateTimeField(null=True, help_text="Until when nothing is tried.")
    shut_why = models.CharField(max_length=300, blank=True)
    free_at = models.DateTimeField(db_default=Now(), help_text="From when the rate allows another copy.")
    quota_day = models.DateField(null=True)
    quota_used = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return "the post office"


class Crew(models.Model):
    """The senders of one process. Its heartbeat is what its claims live by."""

    id = models.CharField(primary_key=True, max_length=32)
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.id
