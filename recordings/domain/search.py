"""Finding what was said: the same on PostgreSQL and SQLite, only what is published and listed, in whichever language it was said.

`domain.texts` finds events, series, people, articles and recaps.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import get_language

from events_service.events.models import Series, Speaker
from recordings.domain import indexing, moments, queries
from recordings.domain.marking import Piece, marked
from recordings.domain.queries import Query
from recordings.models import Cue, Line, Recording, Transcript
from recordings.models.search import LineQuerySet

MOST_RANKED = 1_000  # by relevance, the newest hits only: a common word is in every recording
RECORDINGS = 10  # on a page
SENTENCES = 4  # of a recording
_AT_ONCE = 60


@dataclass(frozen=True)
class Filters:
    """Where to look. Empty ones ask for nothing; `language` is what is spoken, `speaker` who speaks."""

    series: Series | None = None
    year: int | None = None
    language: str = ""
    speaker: Speaker | None = None

    def __bool__(self) -> bool:
        return bool(self.series or self.year or self.language or self.speaker)

    def of_event(self, path: str = "") -> Q:
        """Return the condition on an event that `path` leads to. It is in a language if it was held, or is written down, in it."""
        asked = Q()
        if self.series:
            asked &= Q(**{f"{path}series": self.series})
        if self.year:
            asked &= Q(**{f"{path}starts_on__year": self.year})
        if self.language:
            written = Transcript.objects.filter(language=self.language, recording__published_at__isnull=False)
            asked &= Q(**{f"{path}language": self.language}) | Q(**{f"{path}in" if path else "pk__in": written.values("recording__event")})
        if self.speaker:
            asked &= Q(**{f"{path}in" if path else "pk__in": self.speaker.appearances.values("event")})
        return asked


@dataclass(frozen=True)
class Sentence:
    """A spoken line in which everything sought stands."""

    cue: Cue
    language: str
    pieces: list[Piece]
    address: str

    @property
    def second(self) -> int:
        """Return where to begin to hear it."""
        return self.cue.start_ms // 1000


@dataclass
class Heard:
    """A recording with the first sentences that were found in it; `more` if there are others."""

    recording: Recording
    is_first: bool
    sentences: list[Sentence] = field(default_factory=list)
    more: bool = False
    word: str = ""

    @property
    def transcript(self) -> str:
        """Return the path of the whole transcript, with the first of the words sought found in it."""
        asked: dict[str, object] = {} if self.is_first else {"recording": self.recording.pk}
        if self.sentences and self.sentences[0].language != get_language():
            asked["transcript"] = self.sentences[0].language
        return f"{self.recording.event.get_absolute_url()}?{urlencode(asked | {'q': self.word})}#transcript"


@dataclass(frozen=True)
class Spoken:
    """A page of recordings. `older` is where the next page begins; None at the end. `is_cut` says that only the newest were ranked."""

    recordings: list[Heard]
    older: int | None = None
    is_cut: bool = False


def newest(query: Query, filters: Filters, *, below: int | None = None) -> Spoken:
    """Return the next ten recordings, the newest first, in which somebody says all that is sought in one line.

    `below` goes on where the page before ended. A recording full of hits costs one query more, so that ten take at most eleven.
    """
    groups: dict[int, list[int]] = {}
    lines = lines_of(query, filters)
    while len(groups) <= RECORDINGS:
        found = _keys(lines, below=below)
        for key, recording in found:
            groups.setdefault(recording, []).append(key)
        if len(found) < _AT_ONCE:
            break
        below = _after(groups, found[-1])
    shown = dict(list(groups.items())[:RECORDINGS])
    older = indexing.first_key_of(list(shown.values())[-1][0]) if len(groups) > RECORDINGS else None
    return Spoken(_heard(shown, query), older)


def relevant(query: Query, filters: Filters, *, page: int = 1) -> Spoken:
    """Return ten recordings by relevance among the newest 1,000 hits; `older` is the number of the next page."""
    found = list(lines_of(query, filters).values_list("pk", "recording", "language", "words")[:MOST_RANKED])
    scored: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for key, recording, language, words in found:
        scored[recording].append((_score(words, query, language), key))
    best = {recording: sorted(lines, key=lambda line: (-line[0], -line[1])) for recording, lines in scored.items()}
    order = sorted(best, key=lambda recording: (-sum(score for score, _key in best[recording][:SENTENCES]), -best[recording][0][1]))
    shown = order[(page - 1) * RECORDINGS : page * RECORDINGS]
    groups = {recording: [key for _score, key in best[recording]] for recording in shown}
    return Spoken(_heard(groups, query), page + 1 if len(order) > page * RECORDINGS else None, len(found) == MOST_RANKED)


def lines_of(query: Query, filters: Filters) -> LineQuerySet:
    """Return every line in which all that is sought is said, the newest first."""
    if not query:
        return Line.objects.none()
    lines = Line.objects.shown().filter(**queries.matching(query, _spoken_languages(filters)))
    if filters.series:
        lines = lines.filter(event__series=filters.series)
    if filters.year:
        first, after = (indexing.first_key(date(year, 1, 1)) for year in (filters.year, filters.year + 1))
        lines = lines.filter(pk__gte=first, pk__lt=after)
    if filters.language:
        lines = lines.filter(language=filters.language)
    if filters.speaker:
        lines = lines.filter(cue__person=filters.speaker)
    return lines.order_by("-fts" if connection.vendor == "sqlite" else "-pk")


def _after(groups: dict[int, list[int]], last: tuple[int, int]) -> int:
    """Return where to go on: behind the last recording if enough of it was seen, else at its beginning, and forget what was seen."""
    key, recording = last
    return indexing.first_key_of(key) if len(groups[recording]) > SENTENCES else groups.pop(recording)[0] + 1


def _keys(lines: LineQuerySet, *, below: int | None) -> list[tuple[int, int]]:
    if below is not None:
        lines = lines.filter(**{"fts__lt" if connection.vendor == "sqlite" else "pk__lt": below})
    return list(lines.values_list("pk", "recording")[:_AT_ONCE])


def _spoken_languages(filters: Filters) -> list[str]:
    """Return the languages there are transcripts in: a handful of rows."""
    if filters.language:
        return [filters.language]
    spoken = Transcript.objects.order_by().values_list("language", flat=True).distinct()
    return sorted({code for code, _name in settings.LANGUAGES}.union(spoken))


def _heard(groups: dict[int, list[int]], query: Query) -> list[Heard]:
    """Return these recordings in their order with the sentences of their lines, in four queries."""
    keys = [key for found in groups.values() for key in found[:SENTENCES]]
    lines = Line.objects.filter(pk__in=keys).select_related("cue__person")
    beside = Recording.objects.published().filter(event=OuterRef("event")).order_by("position", "pk").values("pk")[:1]
    recordings = Recording.objects.filter(pk__in=groups).select_related("event__series")
    first = set(recordings.filter(pk=Subquery(beside)).values_list("pk", flat=True))
    word = " ".join(query.terms[0].words) if groups else ""
    heard = {one.pk: Heard(one, one.pk in first, more=len(groups[one.pk]) > SENTENCES, word=word) for one in recordings}
    for line in sorted(lines, key=lambda line: (line.cue.start_ms, line.language)):
        if line.recording_id in heard:
            one = heard[line.recording_id]
            address = moments.address_of(one.recording, line.cue.start_ms, language=line.language, is_first=one.is_first)
            one.sentences.append(Sentence(line.cue, line.language, marked(line.cue.text, query, line.language), address))
    return [heard[pk] for pk in groups if pk in heard]


def _score(words: str, query: Query, language: str) -> float:
    """Return how much a line is about what is sought: how often it says it, in how few words."""
    said = words.split()
    stems = queries.in_language(query, language)
    sought = {stem for term in stems.terms for stem in term}
    beginnings = tuple(beginning for beginning in stems.beginnings if beginning)
    hits = sum(word in sought or (bool(beginnings) and word.startswith(beginnings)) for word in said)
    return hits / (8 + len(said))
