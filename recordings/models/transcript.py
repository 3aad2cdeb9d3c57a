from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import User
from events_service.events.models import Speaker
from recordings.models.recording import Recording


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def lock(self, pk: int) -> "Transcript":
        """Lock the transcript's row until the transaction ends: whoever writes its cues holds it."""
        return self.select_for_update().get(pk=pk)


class Transcript(models.Model):
    """What is said in a recording, in one language: as it was spoken, or translated."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="transcripts")
    language = models.CharField(max_length=8)
    imported_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    paragraphs = models.JSONField(default=list, help_text="Kept for the page: start and end in milliseconds, speaker, text.")

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        ordering = ("language",)
        constraints = (models.UniqueConstraint(fields=("recording", "language"), name="recordings_transcript_once"),)

    def __str__(self) -> str:
        return f"{self.language} of recording {self.recording_id}"


class Cue(models.Model):
    """A line of a transcript: who says what from when to when, in milliseconds from the recording's beginning.

    Plain words without markup. `speaker` is as the file has it or as it was named since, empty where nobody is; `person` is who that is
    among the event's speakers, where somebody said so.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="cues")
    position = models.PositiveIntegerField()
    start_ms = models.PositiveIntegerField()
    end_ms = models.PositiveIntegerField()
    speaker = models.CharField(_("speaker"), max_length=80, blank=True)
    person = models.ForeignKey(Speaker, on_delete=models.SET_NULL, null=True, blank=True, related_name="cues")
    text = models.TextField(_("words"))

    class Meta:
        ordering = ("transcript", "position")
        constraints = (models.CheckConstraint(condition=Q(end_ms__gte=F("start_ms")), name="recordings_cue_ends_after_it_begins"),)
        indexes = (
            models.Index(fields=("transcript", "position"), name="recordings_cue_in_order"),
            models.Index(fields=("transcript", "start_ms"), name="recordings_cue_by_time"),
        )

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def second(self) -> int:
        """Return the second it begins in, as links have it."""
        return self.start_ms // 1000


class Correction(models.Model):
    """What was done to a transcript, and by whom. It outlives the line: it stands by its time and its words."""

    class Act(models.TextChoices):
        IMPORTED = "imported", _("Read from a file")
        EDITED = "edited", _("Line changed")
        MERGED = "merged", _("Lines joined")
        SPLIT = "split", _("Line divided")
        NAMED = "named", _("Speaker named")
        MOVED = "moved", _("Moved with a new cut")

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="corrections")
    act = models.CharField(max_length=8, choices=Act.choices)
    start_ms = models.PositiveIntegerField(null=True, blank=True, help_text="Where in the recording; empty where it is about all of it.")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    who = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ("-happened_at", "-id")

    def __str__(self) -> str:
        return f"{self.act} {self.start_ms}"

    @property
    def second(self) -> int | None:
        return None if self.start_ms is None else self.start_ms // 1000


class MistakeQuerySet(models.QuerySet["Mistake"]):
    def open(self) -> "MistakeQuerySet":
        """What nobody has decided about yet."""
        return self.filter(decided_at__isnull=True)


class Mistake(models.Model):
    """A reader's word that a transcript says something else than was said. Who that is nobody asks and nobody keeps."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="mistakes")
    start_ms = models.PositiveIntegerField(help_text="Where in the recording.")
    words = models.TextField(help_text="What the reader read there.")
    said = models.TextField(_("what was really said"), max_length=1_000)
    reported_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(default=False)

    objects = MistakeQuerySet.as_manager()

    class Meta:
        ordering = ("reported_at", "id")

    def __str__(self) -> str:
        return self.said[:60]

    @property
    def second(self) -> int:
        return self.start_ms // 1000
