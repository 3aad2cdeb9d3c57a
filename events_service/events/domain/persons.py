"""What is said of a person, by themselves: on the page that a personal link opens."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from events_service.events.domain import changing, pictures, speaking
from events_service.events.models import Engagement, Picture, Speaker


@dataclass(frozen=True)
class Details:
    """A person as they want to be shown, everywhere, and how they want to be written to about this event."""

    name: str
    about: str
    bio_en: str
    bio_es: str
    links: str
    language: str
    zone: str


@transaction.atomic
def confirm(engagement: Engagement, details: Details, *, now: datetime) -> None:
    """Write down what the person says of themselves, and that it is right. Raises NameTaken."""
    event, speaker = engagement.event, engagement.speaker
    changing.lock(event)
    speaking.rename(speaker, details.name)
    speaker.about, speaker.bio_en, speaker.bio_es, speaker.links = details.about, details.bio_en, details.bio_es, details.links
    speaker.save(update_fields=["about", "bio_en", "bio_es", "links"])
    Engagement.objects.filter(pk=engagement.pk).update(language=details.language, zone=details.zone, confirmed_at=now)
    changing.save(event, now=now)


@transaction.atomic
def show_photo(engagement: Engagement, picture: Picture | None, *, now: datetime) -> None:
    """Show this picture of the person from now on, or none."""
    changing.lock(engagement.event)
    speaker = Speaker.objects.select_for_update().get(pk=engagement.speaker_id)
    before, speaker.photo = speaker.photo, picture
    speaker.save(update_fields=["photo"])
    if before and before != picture:
        pictures.let_go(before)
    changing.save(engagement.event, now=now)
