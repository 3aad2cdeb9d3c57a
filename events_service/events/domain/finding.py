"""Finding a published page by its address, or where it went."""

from collections.abc import Iterable

from events_service.events.models import Event, OldSlug, Series, Speaker


class Moved(Exception):
    """The page lives at another address now: `slug`."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def event_at(slug: str, *, along_with: Iterable[str] = ()) -> Event:
    """Return the published event with this slug, its series and other rows along with it. Raises Moved, or Event.DoesNotExist."""
    try:
        return Event.objects.published().select_related("series", "cover__picture", *along_with).get(slug=slug)
    except Event.DoesNotExist:
        _follow(OldSlug.objects.filter(event__published_at__isnull=False, slug=slug).values_list("event__slug", flat=True).first())
        raise


def series_at(slug: str) -> Series:
    """Return the published series with this slug. Raises Moved, or Series.DoesNotExist."""
    try:
        return Series.objects.published().get(slug=slug)
    except Series.DoesNotExist:
        _follow(OldSlug.objects.filter(series__published_at__isnull=False, slug=slug).values_list("series__slug", flat=True).first())
        raise


def person_at(slug: str) -> Speaker:
    """Return the person whose page this is. Raises Moved where they were written down twice, or Speaker.DoesNotExist."""
    try:
        return Speaker.objects.select_related("photo").get(slug=slug)
    except Speaker.DoesNotExist:
        _follow(OldSlug.objects.filter(speaker__isnull=False, slug=slug).values_list("speaker__slug", flat=True).first())
        raise


def _follow(slug: str | None) -> None:
    if slug is not None:
        raise Moved(slug)
