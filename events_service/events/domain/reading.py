"""What there is to read for an event or a series: a reading kit that its organizers put together."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2s

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import face, hosting
from events_service.events.domain.details import write
from events_service.events.models import Article, Event, Precision, Series
from events_service.lib.errors import DomainError

_COLUMNS = frozenset({"title", "url", "authors", "outlet", "precision", "published_on", "why"})


class ListedAlready(DomainError):
    """The address stands in this list."""

    field = "url"


class ChangedSince(DomainError):
    """Somebody else changed it after this person had opened it."""


class Gone(DomainError):
    """Somebody else removed it."""


@dataclass(frozen=True)
class Reading:
    """What an organizer says of one article or book; `published_on` is any day within `precision`, None where it is not recorded."""

    title: str
    url: str
    authors: str = ""
    outlet: str = ""
    precision: str = Precision.NONE
    published_on: date | None = None
    why: str = ""


def of(hosted: Event | Series) -> QuerySet[Article]:
    """Return what is listed for it itself, in its order: a series' articles stand with the series."""
    mine = Article.objects.filter(event=hosted) if isinstance(hosted, Event) else Article.objects.filter(series=hosted, event=None)
    return in_order(mine)


def in_order(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Order them as their organizers did: an event's own before its series', the newest first where nobody chose."""
    return articles.order_by(F("event").asc(nulls_last=True), "position", F("published_on").desc(nulls_last=True), "pk")


def version(article: Article) -> str:
    """Return a digest of what is said of it: another digest, other words."""
    return blake2s(repr([str(getattr(article, name)) for name in sorted(_COLUMNS)]).encode(), digest_size=6).hexdigest()


@transaction.atomic
def add(hosted: Event | Series, said: Reading, *, now: datetime) -> Article:
    """List it last. What was brought in and stands in no list yet is taken into this one. Raises ListedAlready, Unfit."""
    hosting.lock(hosted)
    event, series = (hosted, None) if isinstance(hosted, Event) else (None, hosted)
    last = of(hosted).aggregate(last=Max("position"))["last"]
    host = hosting.sender_of(hosted)
    article = Article.objects.filter(organization=host, event=None, series=None, url=said.url).first() or Article(organization=host)
    article.event, article.series, article.position = event, series, 0 if last is None else last + 1
    _write(article, said)
    _touch(hosted, now=now)
    return article


@transaction.atomic
def change(hosted: Event | Series, number: int, said: Reading, *, opened: str = "", now: datetime) -> None:
    """Say it anew. `opened` is the version that the writer began with, empty where they began this moment.

    Raises Gone, ChangedSince, ListedAlready, Unfit.
    """
    hosting.lock(hosted)
    article = of(hosted).filter(pk=number).first()
    if article is None:
        raise Gone(_("Somebody removed this meanwhile."))
    if opened and opened != version(article):
        raise ChangedSince(
            _("Somebody changed this while you were writing; it stands above as it is now. Save again to put yours in its place.")
        )
    _write(article, said)
    _touch(hosted, now=now)


def bring_along(hosted: Event | Series, copy: Event | Series) -> None:
    """Give the copy of an event or a series the same list, in rows of its own."""
    host = hosting.sender_of(copy)
    event, series = (copy, None) if isinstance(copy, Event) else (None, copy)
    for article in of(hosted):
        said = {name: getattr(article, name) for name in _COLUMNS}
        Article.objects.create(organization=host, event=event, series=series, position=article.position, **said)


@transaction.atomic
def remove(hosted: Event | Series, number: int, *, now: datetime) -> None:
    """Take it off the list. Twice is once."""
    hosting.lock(hosted)
    of(hosted).filter(pk=number).delete()
    _touch(hosted, now=now)


@transaction.atomic
def move_up(hosted: Event | Series, number: int, *, now: datetime) -> None:
    """Let it stand one place higher; the first one stays where it is."""
    hosting.lock(hosted)
    order = [article.pk for article in of(hosted)]
    if number in order[1:]:
        place = order.index(number)
        order[place - 1 : place + 1] = [number, order[place - 1]]
    for position, pk in enumerate(order):
        Article.objects.filter(pk=pk).update(position=position)
    _touch(hosted, now=now)


def _write(article: Article, said: Reading) -> None:
    if _list_of(article).filter(url=said.url).exclude(pk=article.pk).exists():
        raise ListedAlready(_("This address is in the list already."))
    write(article, said.__dict__, _COLUMNS)
    article.save()


def _list_of(article: Article) -> QuerySet[Article]:
    return Article.objects.filter(event=article.event_id, series=article.series_id)


def _touch(hosted: Event | Series, *, now: datetime) -> None:
    """What is kept of the page is older than this."""
    if isinstance(hosted, Event):
        face.touch([hosted.pk], now=now)
    else:
        Series.objects.filter(pk=hosted.pk).update(changed_at=now)
