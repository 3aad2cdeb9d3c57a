from django.db import models
from django.db.models import Q

from events_service.events.models import Article, Event, Series, Speaker
from recordings.models.recap import Recap
from recordings.models.recording import Recording
from recordings.models.transcript import Cue


class LineQuerySet(models.QuerySet["Line"]):
    def shown(self) -> "LineQuerySet":
        """Of published recordings of events that stand in the archive."""
        return self.filter(
            recording__published_at__isnull=False, event__published_at__isnull=False, event__unlisted=False, event__cancelled_at=None
        )


class Line(models.Model):
    """A spoken line as it is sought. Its key says how new it is: the highest is the first line of the newest event's recording.

    The stems of its words stand in `words`, which the database indexes (`lib.fulltext`). Written by `domain.indexing` alone.
    """

    id = models.BigIntegerField(primary_key=True)
    cue = models.OneToOneField(Cue, on_delete=models.CASCADE, related_name="line")
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="lines")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="lines")
    language = models.CharField(max_length=8)
    words = models.TextField()

    objects = LineQuerySet.as_manager()

    def __str__(self) -> str:
        return self.words[:60]


class Entry(models.Model):
    """A text other than a spoken line as it is sought: of an event, a series, a person, an article or a recap, in one language.

    `spelled` holds the whole words of names and titles, for forgiving a typing mistake; it is empty for longer texts.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="entries")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, blank=True, related_name="entries")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, null=True, blank=True, related_name="entries")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="entries")
    recap = models.ForeignKey(Recap, on_delete=models.CASCADE, null=True, blank=True, related_name="entries")
    language = models.CharField(max_length=8)
    words = models.TextField()
    spelled = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "entries"
        constraints = (
            models.CheckConstraint(
                condition=Q(event__isnull=False, series=None, speaker=None, article=None, recap=None)
                | Q(event=None, series__isnull=False, speaker=None, article=None, recap=None)
                | Q(event=None, series=None, speaker__isnull=False, article=None, recap=None)
                | Q(event=None, series=None, speaker=None, article__isnull=False, recap=None)
                | Q(event=None, series=None, speaker=None, article=None, recap__isnull=False),
                name="recordings_entry_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.words[:60]


class LineIndex(models.Model):
    """SQLite's FTS5 table over the lines; PostgreSQL has a column and no such table."""

    line = models.OneToOneField(Line, on_delete=models.DO_NOTHING, primary_key=True, db_column="rowid", related_name="fts")
    words = models.TextField()

    class Meta:
        managed = False
        db_table = "recordings_line_fts"

    def __str__(self) -> str:
        return f"index of line {self.pk}"


class EntryIndex(models.Model):
    """SQLite's FTS5 table over the entries."""

    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, primary_key=True, db_column="rowid", related_name="fts")
    words = models.TextField()

    class Meta:
        managed = False
        db_table = "recordings_entry_fts"

    def __str__(self) -> str:
        return f"index of entry {self.pk}"
