"""Addresses of pages: made from titles, kept for life, never given to another page."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event, OldSlug, Series, Speaker
from events_service.lib.errors import DomainError

LONGEST = 80
_RESERVED = {"new"}  # /desk/events/new/ makes one


class SlugTaken(DomainError):
    """Another page has this address, or had it once."""

    field = "slug"


_TAKEN = _("Another page has this address, or had it once.")


def free_slug(words: str, *, of: type[Event] | type[Series] | type[Speaker]) -> str:
    """Return an address made of these words that no page has or had: in ASCII, numbered where needed, never empty."""
    base = slugify(words)[:LONGEST].strip("-_") or of._meta.model_name or "page"
    taken = _taken(base[: LONGEST - 8], of=of)
    numbered = (base if number == 1 else f"{base[: LONGEST - 1 - len(str(number))].rstrip('-_')}-{number}" for number in count(1))
    return next(slug for slug in numbered if slug not in taken)


def move(page: Event | Series, *, slug: str) -> None:
    """Give the page this address. Once published, its old one leads to it for ever. The caller saves. Raises SlugTaken."""
    slug = slugify(slug)[:LONGEST].strip("-_")
    if not slug or slug == page.slug:
        return
    field = "event" if isinstance(page, Event) else "series"
    OldSlug.objects.filter(slug=slug, **{field: page}).delete()
    if slug in _taken(slug, of=type(page)):
        raise SlugTaken(_TAKEN)
    if page.published_at:
        OldSlug.objects.create(slug=page.slug, **{field: page})
    page.slug = slug


@contextmanager
def told_when_taken() -> Iterator[None]:
    """Raise SlugTaken also where somebody took the address between our look and our write; the constraint is the judge."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "slug" not in str(error):
            raise
        raise SlugTaken(_TAKEN) from error


def _taken(beginning: str, *, of: type[Event] | type[Series] | type[Speaker]) -> set[str]:
    """Return what is taken of the addresses that begin so."""
    now = of._default_manager.filter(slug__startswith=beginning).values_list("slug", flat=True)
    once = OldSlug.objects.filter(slug__startswith=beginning).values_list("slug", flat=True)
    return {*_RESERVED, *now.union(once)}
