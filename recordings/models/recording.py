from django.db import models
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event


class Player(models.TextChoices):
    """How a recording is played; `ELSEWHERE` is a link to a page that plays it."""

    YOUTUBE = "youtube", "YouTube"
    VIMEO = "vimeo", "Vimeo"
    PEERTUBE = "peertube", "PeerTube"
    ARCHIVE = "archive", "Internet Archive"
    FILE = "file", _("video file")
    ELSEWHERE = "elsewhere", _("page elsewhere")


class RecordingQuerySet(models.QuerySet["Recording"]):
    def published(self) -> "RecordingQuerySet":
        return self.filter(published_at__isnull=False)


class Recording(models.Model):
    """Where to watch an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="recordings")
    url = models.URLField(_("link to the recording"), max_length=1_000)
    player = models.CharField(max_length=12, choices=Player.choices)
    video_id = models.CharField(max_length=300, blank=True, help_text="The name the host has for it; of PeerTube the server in front.")
    language = models.CharField(max_length=8)
    title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("Where there are several: the part, or the language."))
    chapters = models.JSONField(default=list, blank=True, help_text="Pairs of a beginning in milliseconds and a title, in order.")
    cuts = models.JSONField(default=list, blank=True, help_text="What each new cut left out of the one before, the oldest first.")
    duration_seconds = models.PositiveIntegerField(_("length"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("event", "url"), name="recordings_once"),)

    def __str__(self) -> str:
        return self.url
