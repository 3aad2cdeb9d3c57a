import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events_service.events.models.event import Event
from events_service.lib.bilingual import Bilingual


def new_key() -> str:
    """Return 32 hexadecimal digits that nobody guesses."""
    return secrets.token_hex(16)


class PictureQuerySet(models.QuerySet["Picture"]):
    def unused(self) -> "PictureQuerySet":
        """Those to which no row of any table refers."""
        referring = (relation.get_accessor_name() for relation in self.model._meta.related_objects)
        return self.filter(**{f"{name}__isnull": True for name in referring if name})

    def made_before(self, instant: datetime) -> "PictureQuerySet":
        return self.filter(made_at__lt=instant)


class Picture(models.Model):
    """Files that were made of one upload. Written once, so that an address means the same bytes for ever; another upload is another row.

    Whatever shows one refers to it with PROTECT; several may show the same.
    """

    key = models.CharField(
        max_length=32, unique=True, default=new_key, editable=False, help_text="Where its files lie; says nothing of the upload."
    )
    width = models.PositiveSmallIntegerField(help_text="Of the widest file, in pixels.")
    height = models.PositiveSmallIntegerField(help_text="Of the widest file, in pixels.")
    widths = models.JSONField(help_text="The widths there are, ascending.")
    made_at = models.DateTimeField()

    objects = PictureQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

    @property
    def sources(self) -> Mapping[str, str]:
        """Return, for each kind of file, every width with its address, as `srcset` takes it."""
        return {kind: ", ".join(f"{self.address(width, kind)} {width}w" for width in self.widths) for kind in ("avif", "webp")}

    @property
    def smallest(self) -> str:
        """Return the address for a browser that knows nothing of `srcset`."""
        return self.address(self.widths[0], "webp")

    def address(self, width: int, kind: str) -> str:
        """Return the path of one file; the language of the page is no part of it."""
        return reverse("picture", args=[self.key, width, kind])


class Cover(models.Model):
    """An event's own picture, in place of the woven one, and what it shows in words."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="cover")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="covers")
    alt_en = models.CharField(_("what it shows, in English"), max_length=300, blank=True)
    alt_es = models.CharField(_("what it shows, in Spanish"), max_length=300, blank=True)

    alt = Bilingual()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(alt_en="", alt_es=""), name="events_cover_is_put_in_words"),)

    def __str__(self) -> str:
        return f"cover of {self.event_id}"
