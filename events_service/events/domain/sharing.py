"""What the picture beside a shared link says of an event or a series, and keeping it once it is drawn."""

from django.core.cache import cache
from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events_service.events.domain import hosting
from events_service.events.models import Event, Precision, Series
from events_service.lib import share_image, timezones
from events_service.lib.share_image import Shown

_KEPT_FOR = 30 * 24 * 3600


def shown(shared: Event | Series) -> Shown:
    """Return what the image says in the language that is active."""
    hosts = get_text_list([host.name for host in hosting.hosts_of(shared)], _("and"))
    if isinstance(shared, Event):
        dyes = shared.series.dyes if shared.series else ""
        return Shown(shared.title, _when(shared), hosts, shared.seed, dyes)
    return Shown(shared.title, _("Series"), hosts, shared.seed, shared.dyes)


def image_of(said: Shown) -> bytes:
    """Return the image, drawn the first time that somebody asks. Raises share_image.Busy."""
    key = f"share-image:{said.version}"
    image: bytes | None = cache.get(key)
    if image is None:
        image = share_image.drawn(said)
        cache.set(key, image, _KEPT_FOR)
    return image


def _when(event: Event) -> str:
    language = get_language() or "en"
    if event.cancelled_at:
        return f"{_('Cancelled')} · {_date(event, language)}"
    return _date(event, language)


def _date(event: Event, language: str) -> str:
    if event.starts_at:
        return timezones.moment_words(event.starts_at, event.zone, language)
    if event.starts_on is None or event.precision == Precision.NONE:
        return ""
    if event.precision == Precision.DAY:
        return timezones.date_words(event.starts_on, language)
    return timezones.month_words(event.starts_on, language) if event.precision == Precision.MONTH else str(event.starts_on.year)
