"""The index is written whenever a text is saved, in the same transaction; rooms below know nothing of it (docs/decisions/0014)."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from events_service.events.models import Article, Event, Series, Speaker
from recordings.domain import indexing
from recordings.models import Cue, Recap


@receiver(post_save, sender=Series, dispatch_uid="search.series")
@receiver(post_save, sender=Speaker, dispatch_uid="search.speaker")
@receiver(post_save, sender=Article, dispatch_uid="search.article")
@receiver(post_save, sender=Recap, dispatch_uid="search.recap")
def _written(instance: indexing.Indexed, **_more: Any) -> None:
    indexing.index(instance)


@receiver(post_save, sender=Event, dispatch_uid="search.event")
def _event_written(instance: Event, **_more: Any) -> None:
    indexing.index(instance)
    indexing.move(instance)


@receiver(post_save, sender=Cue, dispatch_uid="search.cue")
def _line_written(instance: Cue, **_more: Any) -> None:
    indexing.index_cues(instance.transcript.recording, [instance], language=instance.transcript.language)
