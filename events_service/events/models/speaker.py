from django.db import models
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization
from events_service.events.models.event import Event


class Speaker(models.Model):
    """A person who speaks, known to an organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("who they are"), max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="events_speaker_once"),)

    def __str__(self) -> str:
        return self.name

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
