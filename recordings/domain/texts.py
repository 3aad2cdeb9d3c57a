"""Finding events, series, people, articles and recaps by what is written of them. Names and titles forgive a typing mistake."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from events_service.events.models import Article, Event, Series, Speaker
from events_service.lib import stemming
from recordings.domain import indexing, queries
from recordings.domain.marking import Piece, excerpt
from recordings.domain.queries import Query, Term
from recordings.domain.search import Filters
from recordings.models import Entry

MOST = 12  # of a kind
_MOST_ENTRIES = 1_000
_MOST_NAMES = 5_000
_SHORTEST_FORGIVEN = 4  # letters: shorter words are one mistake away from everything

Thing = TypeVar("Thing", bound=Model)


@dataclass(frozen=True)
class Written:
    """Something with a page or an address, and where in its text it was found; no pieces where its title says it."""

    thing: Event | Series | Speaker | Article
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """What is written, at most 12 of a kind: by its title before by its text, then the newest. `forgiven`: which word was read as which."""

    events: list[Written] = field(default_factory=list)
    series: list[Written] = field(default_factory=list)
    people: list[Written] = field(default_factory=list)
    articles: list[Written] = field(default_factory=list)
    forgiven: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.events or self.series or self.people or self.articles)


def find(query: Query, filters: Filters) -> Found:
    """Return what is written. Where it is nothing, one mistake is forgiven in each word of four letters or more, in names and titles.

    A mistake is a letter too many, too few or wrong, or two in the wrong order. The words known are those of the newest 5,000 names
    and titles.
    """
    if not query:
        return Found()
    found = _found(query, filters)
    if found:
        return found
    mended, forgiven = _mended(query, filters)
    return replace(_found(mended, filters, names_only=True), forgiven=forgiven) if forgiven else found


def _found(query: Query, filters: Filters, *, names_only: bool = False) -> Found:
    entries = _shown(filters).filter(**queries.matching(query, ["", *indexing.BOTH]))
    if names_only:
        entries = entries.exclude(spelled="")
    rows = list(entries.order_by("-pk").values("event", "recap__event", "series", "speaker", "article", "spelled")[:_MOST_ENTRIES])
    rows.sort(key=lambda row: not row["spelled"])
    return Found(
        _written(Event.objects.select_related("series", "recap").order_by("-starts_on"), rows, ("event", "recap__event"), query),
        _written(Series.objects.all(), rows, ("series",), query),
        _written(Speaker.objects.order_by("name"), rows, ("speaker",), query),
        _written(Article.objects.all(), rows, ("article",), query),
    )


def _shown(filters: Filters) -> QuerySet[Entry]:
    """Return what stands on public pages: events and recaps as in the archive, people who appear there, reading that is in no draft."""
    events, recaps = _of_shown_event("event__"), _of_shown_event("recap__event__") & Q(recap__published_at__isnull=False)
    people = Q(speaker__in=Speaker.objects.filter(_of_shown_event("appearances__event__")))
    reading = Q(article__isnull=False) & (Q(article__event=None) | _of_shown_event("article__event__"))
    reading &= Q(article__series=None) | Q(article__series__published_at__isnull=False)
    events, recaps = events & filters.of_event("event__"), recaps & filters.of_event("recap__event__")
    if filters.series:
        reading &= Q(article__series=filters.series) | Q(article__event__series=filters.series)
    if filters.year:
        reading &= Q(article__published_on__year=filters.year)
    if filters.language or filters.speaker:
        return Entry.objects.filter(events | recaps)
    if filters.series or filters.year:
        return Entry.objects.filter(events | recaps | reading)
    return Entry.objects.filter(events | recaps | people | reading | Q(series__published_at__isnull=False))


def _of_shown_event(path: str) -> Q:
    return Q(**{f"{path}published_at__isnull": False, f"{path}unlisted": False, f"{path}cancelled_at": None})


def _written(things: QuerySet[Thing], rows: Iterable[Mapping[str, object]], names: Iterable[str], query: Query) -> list[Written]:
    """Return the things of these rows, those found by their title first."""
    rank: dict[object, bool] = {}
    for row in rows:
        key = next((row[name] for name in names if row[name] is not None), None)
        if key is not None:
            rank[key] = rank.get(key, False) or bool(row["spelled"])
    ordered = sorted(things.filter(pk__in=rank), key=lambda thing: not rank[thing.pk])
    found = [*{getattr(thing, "url", thing.pk): thing for thing in reversed(ordered)}.values()][::-1][
        :MOST
    ]  # several lists name one address
    return [Written(thing, [] if rank[thing.pk] else _excerpt(thing, query)) for thing in found]  # type: ignore[arg-type]  # the four kinds above


def _excerpt(thing: Model, query: Query) -> list[Piece]:
    recap = getattr(thing, "recap", None)
    things = [thing, recap] if recap and recap.published_at else [thing]
    for language in indexing.BOTH:
        for text in (text for one in things for text in indexing.long_texts_of(one, language)):
            if pieces := excerpt(text, query, language):
                return pieces
    return []


def _mended(query: Query, filters: Filters) -> tuple[Query, dict[str, str]]:
    """Return the query with the words that are in no name or title changed to what they may have been meant to be."""
    names = _shown(filters).exclude(spelled="").order_by("-pk").values_list("spelled", flat=True)[:_MOST_NAMES]
    known = {word for name in names for word in name.split()}
    forgiven: dict[str, str] = {}
    terms = []
    for term in query.terms:
        words = tuple(_meant(word, known, forgiven) for word in term.words)
        terms.append(Term(words, term.is_beginning))
    return Query(query.text, tuple(terms)), forgiven


def _meant(word: str, known: set[str], forgiven: dict[str, str]) -> str:
    folded = stemming.folded(word)
    if folded in known or len(folded) < _SHORTEST_FORGIVEN:
        return word
    meant = min(known & queries.one_mistake_off(folded), default="")
    if meant:
        forgiven[word] = meant
    return meant or word
