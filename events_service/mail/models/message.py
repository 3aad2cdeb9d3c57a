from django.db import models

from events_service.mail.models.kinds import Lane


class Message(models.Model):
    """One thing said once. It knows no event: `key`, `topic` and `scope` are labels of whoever posted it.

    `texts` maps a language to what was frozen at posting: subject, text, html and, where there is one, calendar.
    """

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=24, help_text="One of models/kinds.py.")
    lane = models.PositiveSmallIntegerField(choices=[(lane.value, lane.name) for lane in Lane])
    topic = models.CharField(max_length=80, db_index=True, help_text="What it is about; recall and fates ask by it.")
    scope = models.CharField(max_length=80, blank=True, help_text="What one leaves by unsubscribing; empty where nobody can.")
    sender_name = models.CharField(max_length=120)
    sender_address = models.EmailField()
    reply_to = models.EmailField(blank=True)
    texts = models.JSONField()
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
