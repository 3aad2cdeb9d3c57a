"""How the page of an event will read in each language, before anybody else sees it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from events_service.events.domain import reading_back
from events_service.events.models import Event
from events_service.lib.markdown import to_html


@dataclass(frozen=True)
class Said:
    """Words, and the language in which they stand there."""

    words: str
    language: str


@dataclass(frozen=True)
class Proof:
    """The page in one language. Where a text is missing in it, the other language stands in its place."""

    language: str
    title: Said
    summary: Said
    text: Said
    times: str


def proofs(event: Event) -> list[Proof]:
    """Return the page in each language; of an event that says nothing yet, nothing."""
    if not (event.title or event.summary or event.text):
        return []
    return [_proof(event, code) for code, _name in settings.LANGUAGES]


def _proof(event: Event, language: str) -> Proof:
    text = _said(event, "text", language)
    return Proof(
        language=language,
        title=_said(event, "title", language),
        summary=_said(event, "summary", language),
        text=Said(to_html(text.words), text.language),
        times=_times(event, language),
    )


def _said(event: Event, name: str, language: str) -> Said:
    """Return the text in this language, or in the first other one in which it is there."""
    others = (code for code, _name in settings.LANGUAGES if code != language)
    there = (Said(words, code) for code in (language, *others) if (words := getattr(event, f"{name}_{code}")))
    return next(there, Said("", language))


def _times(event: Event, language: str) -> str:
    if event.starts_at is None or event.ends_at is None:
        return ""
    zones = reading_back.zones_around(event.zone, also=(), at=event.starts_at)
    with translation.override(language):
        return reading_back.sentence(event.starts_at, event.ends_at, zones, language=language)
