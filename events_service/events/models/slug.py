from django.db import models
from django.db.models import Q

from events_service.events.models.event import Event
from events_service.events.models.series import Series
from events_service.events.models.speaker import Speaker


class OldSlug(models.Model):
    """An address that a page once had; it redirects for ever."""

    slug = models.SlugField(max_length=80)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="old_slugs")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, blank=True, related_name="old_slugs")

    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, null=True, blank=True, related_name="old_slugs")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("slug",), condition=Q(speaker=None), name="events_old_slug_once"),
            models.UniqueConstraint(fields=("slug",), condition=Q(speaker__isnull=False), name="events_old_slug_of_a_person_once"),
            models.CheckConstraint(
                condition=Q(event__isnull=False, series=None, speaker=None)
                | Q(event=None, series__isnull=False, speaker=None)
                | Q(event=None, series=None, speaker__isnull=False),
                name="events_slug_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.slug
