"""The archive: what was held, what was written, and every spoken line that can be found."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events_service.events.models import Event, Series, Speaker
from events_service.events.models.event import EventQuerySet
from events_service.lib.slots import plain
from events_service.pages import together
from events_service.pages.caching import public_page
from recordings.domain import queries, search, texts
from recordings.domain.queries import Query
from recordings.domain.search import Filters
from recordings.models import Recap, Transcript

PER_PAGE = 25
ARTICLES = 100


@dataclass(frozen=True)
class Choices:
    """What the archive can be narrowed down to: what there is in it."""

    series: list[Series]
    years: list[int]
    languages: list[str]
    speakers: list[Speaker]


@require_safe
@public_page
def archive(request: HttpRequest) -> HttpResponse:
    """Show past events, the newest first and the undated last, and what there is to read; `?q=` finds what was said and written."""
    now = timezone.now()
    choices = _choices(now)
    filters = _chosen(request.GET, choices)
    query = queries.read(request.GET.get("q", ""))
    found = _found(request.GET, query, filters) if query else _everything(request.GET, filters, now=now)
    context = {"query": query, "filters": filters, "choices": choices, "is_cut": len(request.GET.get("q", "")) > queries.LONGEST}
    return render(request, "pages/archive.html", context | found)


def _everything(asked: QueryDict, filters: Filters, *, now: datetime) -> dict[str, object]:
    page = Paginator(_held(filters, now=now), PER_PAGE).get_page(asked.get("page"))
    return {"page": page, "articles": together.each_once(together.reading())[:ARTICLES] if page.number == 1 and not filters else []}


def _found(asked: QueryDict, query: Query, filters: Filters) -> dict[str, object]:
    """Return what is said, ten recordings from where the address says on, and before them on the first page what is written."""
    is_by_relevance = asked.get("by") == "relevance"
    begin = _number(asked.get("from", ""))
    page = search.relevant(query, filters, page=max(begin or 1, 1)) if is_by_relevance else search.newest(query, filters, below=begin)
    return {
        "said": page,
        "written": texts.Found() if begin else texts.find(query, filters),
        "is_by_relevance": is_by_relevance,
        "begin": begin,
    }


def _held(filters: Filters, *, now: datetime) -> EventQuerySet:
    published = Recap.objects.filter(event=OuterRef("pk"), published_at__isnull=False)
    held = Event.objects.listed().over(now).filter(filters.of_event())
    return held.select_related("series").annotate(has_recap=Exists(published))


def _choices(now: datetime) -> Choices:
    held = Event.objects.listed().over(now).order_by()
    rows = set(held.values_list("starts_on__year", "language"))
    spoken = Transcript.objects.order_by().filter(recording__published_at__isnull=False, recording__event__in=held)
    return Choices(
        series=list(Series.objects.published().filter(pk__in=held.values("series")).order_by("pk")),
        years=sorted({year for year, _language in rows if year}, reverse=True),
        languages=sorted({language for _year, language in rows}.union(spoken.values_list("language", flat=True).distinct())),
        speakers=list(Speaker.objects.filter(appearances__event__in=held).distinct().order_by("name")),
    )


def _chosen(asked: QueryDict, choices: Choices) -> Filters:
    """Return the filters of the address; what is not in the archive is asked for by nobody."""
    chosen = {name: plain(asked.get(name, "")) for name in ("series", "year", "language", "speaker")}
    return Filters(
        series=next((one for one in choices.series if one.slug == chosen["series"]), None),
        year=next((year for year in choices.years if str(year) == chosen["year"]), None),
        language=chosen["language"] if chosen["language"] in choices.languages else "",
        speaker=next((one for one in choices.speakers if one.slug == chosen["speaker"]), None),
    )


def _number(asked: str) -> int | None:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 20 and int(asked) < 2**63 else None
