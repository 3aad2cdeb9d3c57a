from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event
from events_service.lib.bilingual import Bilingual


class Recap(models.Model):
    """The written account of an event: our own text, a link to one elsewhere, or both."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="recap")
    url = models.URLField(_("link to a recap elsewhere"), max_length=1_000, blank=True)
    text_en = models.TextField(_("recap in English"), blank=True)
    text_es = models.TextField(_("recap in Spanish"), blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    text = Bilingual()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(url="", text_en="", text_es=""), name="recordings_recap_says_something"),)

    def __str__(self) -> str:
        return f"recap of {self.event_id}"
