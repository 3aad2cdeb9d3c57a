"""An event's own picture in place of the woven one."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import changing, pictures
from events_service.events.models import Cover, Event, Picture
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain


class WordsMissing(DomainError):
    """A picture without words says nothing to whoever does not see it."""

    field = "alt_en"


class PictureMissing(DomainError):
    """There is no picture to show."""

    field = "picture"


def cover_of(event: Event) -> Cover | None:
    """Return the event's own picture, or None where its cover is woven."""
    return Cover.objects.select_related("picture").filter(event=event).first()


@transaction.atomic
def put(event: Event, picture: Picture | None, *, alt_en: str, alt_es: str) -> None:
    """Show this picture as the event's cover; without one, change the words of the cover that is there.

    Raises WordsMissing, PictureMissing.
    """
    require_words(alt_en, alt_es)
    changing.lock(event)
    before = cover_of(event)
    shown = picture or (before.picture if before else None)
    if shown is None:
        raise PictureMissing(_("Choose a picture."))
    Cover.objects.update_or_create(
        event=event, defaults={"picture": shown, "alt_en": plain(alt_en).strip(), "alt_es": plain(alt_es).strip()}
    )
    if before and before.picture != shown:
        pictures.let_go(before.picture)


def require_words(*alternatives: str) -> None:
    """Raise WordsMissing for a picture that is put in words in no language."""
    if not any(plain(words).strip() for words in alternatives):
        raise WordsMissing(_("Say in words what the picture shows, for people who do not see it."))


@transaction.atomic
def take_off(event: Event) -> None:
    """Show the woven cover again. Twice is once."""
    changing.lock(event)
    if cover := cover_of(event):
        cover.delete()
        pictures.let_go(cover.picture)


def bring(event: Event, copy: Event) -> None:
    """Show the cover of an event, which the caller has locked, on its copy too."""
    if cover := cover_of(event):
        Cover.objects.create(event=copy, picture=cover.picture, alt_en=cover.alt_en, alt_es=cover.alt_es)
