from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization
from events_service.events.models.event import Event, Precision
from events_service.events.models.series import Series


class Article(models.Model):
    """Something to read: an article, an interview, a book. A row stands in one list, an event's or a series', or in none yet.

    A copied event has rows of its own, so that neither list changes with the other; the archive shows each address once.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="articles")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles")
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles")
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=1_000)
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    outlet = models.CharField(_("published in"), max_length=200, blank=True)
    precision = models.CharField(max_length=8, choices=[c for c in Precision.choices if c[0] != Precision.TIME], default=Precision.NONE)
    published_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Among what there is to read here; with equal ones the newest is first."
    )
    why = models.CharField(_("why to read it"), max_length=500, blank=True)

    class Meta:
        ordering = (models.F("published_on").desc(nulls_last=True), "id")
        constraints = (
            models.UniqueConstraint(fields=("event", "url"), name="events_article_once_in_an_event"),
            models.UniqueConstraint(fields=("series", "url"), condition=Q(event=None), name="events_article_once_in_a_series"),
            models.CheckConstraint(
                condition=Q(precision="none", published_on=None) | (~Q(precision="none") & Q(published_on__isnull=False)),
                name="events_article_date_when_recorded",
            ),
        )

    def __str__(self) -> str:
        return self.title
