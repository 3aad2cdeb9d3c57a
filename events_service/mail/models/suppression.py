from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Suppression(models.Model):
    """An address that is not to be written to, known by its keyed hash alone.

    `scope` is what was left (a message's scope); an empty scope is everything of that reason's class.
    """

    class Reason(models.TextChoices):
        LEFT = "left", _("asked not to be written to")
        BOUNCED = "bounced", _("the mailbox does not exist")
        COMPLAINED = "complained", _("marked our mail as spam")

    address_hash = models.CharField(max_length=64)
    scope = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("address_hash", "scope", "reason"), name="mail_suppressed_once"),)

    def __str__(self) -> str:
        return f"{self.reason} {self.scope}"
