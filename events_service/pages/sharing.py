"""What a page tells whoever shows a link to it: where its picture is, and what stands on it."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from events_service.events.domain import sharing
from events_service.events.models import Event, Series


@dataclass(frozen=True)
class Share:
    """The whole address of the picture, and its words."""

    address: str
    alt: str


def share_of(shared: Event | Series) -> Share:
    """Return the picture of an event or a series in the language that is active."""
    said = sharing.shown(shared)
    name = "event_image" if isinstance(shared, Event) else "series_image"
    path = reverse(name, args=[shared.slug, said.version])
    return Share(f"{settings.SITE_URL}{path}", " · ".join(words for words in (said.title, said.when, said.who) if words))
