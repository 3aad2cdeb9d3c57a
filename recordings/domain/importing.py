"""Bringing the past in: what a page of WordPress tells of becomes drafts and readings. Twice is once."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization
from events_service.events.domain import publishing as events_publishing
from events_service.events.domain.scheduling import RoughDate
from events_service.events.models import Article, Event, Kind, Precision
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain
from recordings.domain import headings, players, publishing
from recordings.domain.findings import Findings, FoundArticle, FoundEvent, find
from recordings.domain.outline import Line
from recordings.domain.sources import pages_at
from recordings.domain.written_dates import Written, fold

_MARKUP = re.compile(r"([\\`*_\[\]<>])")
_LINE_MARKUP = re.compile(r"^(\s*)([#>+~-]|\d+[.)])")
_KINDS = (
    (Kind.WORKSHOP, re.compile(r"\b(?:workshop|taller|atelier)\b")),
    (Kind.TRAINING, re.compile(r"\b(?:training|capacitacion|formation)\b")),
    (Kind.CONVERSATION, re.compile(r"^(?:conversation|dialogue|conversatorio|dialogo|charla)\b")),
)


class NoOrganization(DomainError):
    """Nobody here has this slug."""


@dataclass
class Brought:
    """What came of the findings: made now, or here from an earlier time and left as it is."""

    events: list[FoundEvent] = field(default_factory=list)
    known_events: list[FoundEvent] = field(default_factory=list)
    articles: list[FoundArticle] = field(default_factory=list)
    known_articles: list[FoundArticle] = field(default_factory=list)


def organization_at(slug: str) -> Organization:
    """Return the organization that hosts what is brought in. Raises NoOrganization."""
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        raise NoOrganization(_("There is no organization “%(slug)s” here.") % {"slug": slug})
    return organization


def look(source: str, *, now: datetime) -> Findings:
    """Return what a file or an http(s) address tells of, and write nothing. Raises a DomainError for what cannot be read."""
    return find(pages_at(source), today=now.date())


@transaction.atomic
def bring_in(findings: Findings, *, organization: Organization, now: datetime) -> Brought:
    """Make a draft of every event that is not here yet, and a reading of every article. What is here is left as hands have made it."""
    brought = Brought()
    Organization.objects.select_for_update().get(pk=organization.pk)  # two at once would not see what the other makes
    for event in findings.events:
        known = _is_here(event, organization, findings)
        (brought.known_events if known else brought.events).append(event)
        if not known:
            _make_draft(event, organization, now=now)
    for article in findings.articles:
        known = Article.objects.filter(Q(url=article.url) | Q(title=_cut(article.title, 300)), organization=organization).exists()
        (brought.known_articles if known else brought.articles).append(article)
        if not known:
            _make_article(article, organization)
    return brought


def _is_here(event: FoundEvent, organization: Organization, findings: Findings) -> bool:
    """Tell whether this event came before: from this page, or from another one that leads to the same recording or recap."""
    if Event.objects.filter(source_key=_source_key(event, organization)).exists():
        return True
    mine = Event.objects.hosted_by(organization)
    recording, recap = event.first("recording"), event.first("recap")
    return (_is_its_own(recording, findings) and mine.filter(recordings__url=players.recognize(recording).url).exists()) or (
        _is_its_own(recap, findings) and mine.filter(recap__url=recap).exists()
    )


def _is_its_own(url: str, findings: Findings) -> bool:
    """One page with the recaps of a whole year tells no event from another."""
    return bool(url) and sum(url in {link.url for link in event.links} for event in findings.events) == 1


def _source_key(event: FoundEvent, organization: Organization) -> str:
    """Return what the same event of the same page has every time, and no other."""
    told = (str(organization.pk), fold(event.title), event.date.iso if event.date else "", event.first("recording") or event.first("recap"))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _make_draft(found: FoundEvent, organization: Organization, *, now: datetime) -> None:
    written_in = "es" if found.language == "es" else "en"
    recording, recap = found.first("recording"), found.first("recap")
    details = {
        f"title_{written_in}": _cut(plain(found.title), 300),
        f"text_{written_in}": _as_markdown(found),
        "language": found.language,
        "kind": next((kind for kind, words in _KINDS if words.search(fold(found.title))), Kind.WEBINAR),
        "will_be_recorded": bool(recording),
        "source_key": _source_key(found, organization),
    }
    when = (
        RoughDate(organization.zone, found.date.precision, found.date.on)
        if found.date
        else RoughDate(organization.zone, Precision.NONE, None)
    )
    event = events_publishing.create(organization, details=details, when=when, now=now)
    if recording:
        publishing.set_recording(event, url=recording, language=found.language, duration_seconds=None, now=now)
    if recap:
        publishing.set_recap(event, url=recap, text_en="", text_es="")


def _make_article(found: FoundArticle, organization: Organization) -> None:
    Article.objects.create(
        organization=organization,
        title=_cut(plain(found.title), 300),
        url=found.url,
        authors=_cut(plain(", ".join(found.authors)), 300),
        outlet=_cut(plain(found.outlet), 200),
        **_published(found.date),
    )


def _published(date: Written | None) -> dict[str, object]:
    return {"precision": date.precision, "published_on": date.on} if date else {}


def _as_markdown(found: FoundEvent) -> str:
    """Return what the page says of the event, without the lines that only lead to recording and recap: those have their own place."""
    kept = (line for line in found.lines if line.text and not _only_leads(line))
    return plain("\n\n".join(_markdown_of(line) for line in kept))


def _only_leads(line: Line) -> bool:
    words = line.text
    for link in line.links:
        if headings.kind_of_link(link.url, link.text) in {"recording", "recap", None}:
            words = words.replace(link.text, "")
    return bool(line.links) and not re.search(r"\w", words)


def _markdown_of(line: Line) -> str:
    words = ""
    for piece in line.pieces:
        text = _MARKUP.sub(r"\\\1", " ".join(piece.text.split()))
        before, after = (" " if edge and edge.isspace() else "" for edge in (piece.text[:1], piece.text[-1:]))
        words += (
            f"{before}[{text}](<{piece.url.replace('<', '%3C').replace('>', '%3E')}>){after}"
            if piece.url and text
            else f"{before}{text}{after}"
        )
    words = _LINE_MARKUP.sub(r"\1\\\2", " ".join(words.split()))
    return f"### {words}" if line.level else f"- {words}" if line.items else words


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
