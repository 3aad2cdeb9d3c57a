from django.db import models
from django.utils.translation import gettext_lazy as _

from events_service.events.models.event import Event
from events_service.lib.bilingual import Bilingual


class Venue(models.Model):
    """What one wants to know of the place before going there. Its address is the event's, since calendars carry it."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="venue")
    room_en = models.CharField(_("room in English"), max_length=200, blank=True)
    room_es = models.CharField(_("room in Spanish"), max_length=200, blank=True)
    directions_en = models.TextField(_("directions in English"), max_length=3_000, blank=True)
    directions_es = models.TextField(_("directions in Spanish"), max_length=3_000, blank=True)
    step_free_en = models.CharField(_("step-free access in English"), max_length=500, blank=True)
    step_free_es = models.CharField(_("step-free access in Spanish"), max_length=500, blank=True)
    food_en = models.CharField(_("food and drink in English"), max_length=500, blank=True)
    food_es = models.CharField(_("food and drink in Spanish"), max_length=500, blank=True)
    children_en = models.CharField(_("children in English"), max_length=500, blank=True)
    children_es = models.CharField(_("children in Spanish"), max_length=500, blank=True)

    room = Bilingual()
    directions = Bilingual()
    step_free = Bilingual()
    food = Bilingual()
    children = Bilingual()

    def __str__(self) -> str:
        return f"venue of {self.event_id}"
