from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization, User
from events_service.lib.bilingual import Bilingual

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from events_service.events.models.hosting import Hosting


class SeriesQuerySet(models.QuerySet["Series"]):
    def published(self) -> "SeriesQuerySet":
        return self.filter(published_at__isnull=False)

    def organized_by(self, user: User) -> "SeriesQuerySet":
        return self.filter(hostings__organization__in=Organization.objects.edited_by(user)).distinct()


class Series(models.Model):
    """Events and articles that belong together; its dyes relate the covers of its events."""

    slug = models.SlugField(max_length=80, unique=True)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    title_es = models.CharField(_("title in Spanish"), max_length=300, blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text_es = models.TextField(_("text in Spanish"), blank=True)
    seed = models.CharField(max_length=32)
    dyes = models.CharField(max_length=6, default="abcd")
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    hostings: "RelatedManager[Hosting]"
    objects = SeriesQuerySet.as_manager()
    title = Bilingual()
    text = Bilingual()

    class Meta:
        verbose_name_plural = "series"
        constraints = (models.CheckConstraint(condition=~models.Q(title_en="", title_es=""), name="events_series_has_a_title"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("series", args=[self.slug])
