from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization
from events_service.events.models.event import Event
from events_service.events.models.picture import Picture
from events_service.lib.bilingual import Bilingual

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from events_service.events.models.engagement import Engagement


class Speaker(models.Model):
    """A person who speaks, known to an organization. All of it is public; how to write to them is in their engagements."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="speakers")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("who they are"), max_length=300, blank=True)
    bio_en = models.TextField(_("bio in English"), max_length=5_000, blank=True)
    bio_es = models.TextField(_("bio in Spanish"), max_length=5_000, blank=True)
    links = models.TextField(_("links"), max_length=2_000, blank=True, help_text="Web addresses, one on each line.")

    photo = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="portraits")

    appearances: "RelatedManager[Appearance]"
    engagements: "RelatedManager[Engagement]"
    bio = Bilingual()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="events_speaker_once"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.slug])

    @property
    def initials(self) -> str:
        """Two letters for the avatar, without titles."""
        words = [word for word in self.name.split() if not word.endswith(".")] or self.name.split()
        return "".join(word[0] for word in words[:2]).upper()


class Appearance(models.Model):
    """A person's part in one event."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", _("Speaker")
        MODERATOR = "moderator", _("Moderator")
        INTERPRETER = "interpreter", _("Interpreter")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="appearances")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="appearances")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.SPEAKER)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("event", "speaker", "role"), name="events_appears_once"),)

    def __str__(self) -> str:
        return f"{self.speaker} at {self.event}"
