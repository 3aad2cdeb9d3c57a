from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events_service.events.models.event import Event
from events_service.lib.bilingual import Bilingual


class ProgrammeItem(models.Model):
    """A part of an event. It begins so many minutes after the event does, so that it moves along when the event moves."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="programme")
    minute = models.PositiveIntegerField(help_text="Elapsed since the event's start.")
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)

    title = Bilingual()

    class Meta:
        ordering = ("minute",)
        constraints = (
            models.UniqueConstraint(fields=("event", "minute"), name="events_programme_one_at_a_time"),
            models.CheckConstraint(condition=~Q(title_en="", title_es=""), name="events_programme_has_titles"),
        )

    def __str__(self) -> str:
        return self.title
