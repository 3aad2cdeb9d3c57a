"""The past events and the articles that a page tells of."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from recordings.domain import headings
from recordings.domain.outline import Line, Piece, lines_of, sections_under
from recordings.domain.sources import Page
from recordings.domain.written_dates import Written, dates_in, fold

_EVENT_TYPES = {
    "tribe_events",
    "event",
    "events",
    "mec-events",
    "ajde_events",
    "sc_event",
    "espresso_events",
    "past_event",
    "past-event",
    "webinar",
}
_EDGES = ' \t\xa0,;:|/()\u00b7\u2022\u2013\u2014\u201c\u201d\u00ab\u00bb"-'  # what stands between a name and a date
_SHORT, _LONGEST_NAME = 120, 60
_POSTED = re.compile(r"(?:posted|published|last updated|updated|modified|publicad[oa]|actualizad[oa]|publiee?|mis a jour|modifiee?)\b")
_HELD = re.compile(
    r"\b(?:held|took place|hosted|happened|joined us|convened|gathered"
    r"|se (?:realizo|celebro|llevo a cabo)|tuvo lugar|organizamos|a eu lieu|s'est tenue?|organisee?)\b"
)
_NOT_HELD = re.compile(
    r"\b(?:by|until|since|before|after|published|posted|updated|deadline|founded|born|released"
    r"|antes del?|desde|hasta|publicad[oa](?: el)?|avant le|depuis|publiee? le)\W*(?:on )?$"
)
_BYLINE = re.compile(
    r"(?:^|(?<=[,;:|/(\u00b7\u2013\u2014-])|(?<=[,;:|/(\u00b7\u2013\u2014-]\s))\s*(?:[Bb][Yy]|[Pp]or|[Pp]ar)[:\s]\s*"
    r"(?P<names>[^\W\d_][^|;()\u00b7\u2013\u2014\d]*)"
)
_AND = re.compile(r"\s*(?:&|\band\b|\by\b|\bet\b)\s*")
_BETWEEN = re.compile(r"\s[\u2013\u2014\u00b7-]\s?|[|;,()]")
_OUTLET_WORDS = re.compile(r"^(?:published (?:in|by|on)|in|from|via|on|en|publicado en|publie dans|dans)\s+", re.IGNORECASE)
_TRAILING_WORDS = re.compile(r"\s(?:on|in|el|le|en)$", re.IGNORECASE)


@dataclass(frozen=True)
class FoundLink:
    url: str
    kind: str  # recording, recap, other


@dataclass(frozen=True)
class FoundEvent:
    """A past event as the page tells of it. `lines` is what is said about it, as text and links."""

    title: str
    date: Written | None
    links: tuple[FoundLink, ...]
    language: str
    lines: tuple[Line, ...] = ()

    def first(self, kind: str) -> str:
        """Return the first link of this kind, or nothing."""
        return next((link.url for link in self.links if link.kind == kind), "")


@dataclass(frozen=True)
class FoundArticle:
    title: str
    url: str
    outlet: str
    date: Written | None
    authors: tuple[str, ...]


@dataclass
class Findings:
    """Everything found in a source; what several of its pages tell of is there once."""

    events: list[FoundEvent] = field(default_factory=list)
    articles: list[FoundArticle] = field(default_factory=list)


@dataclass(frozen=True)
class _Item:
    """A part of a section that may be one event or one article: its heading, where it has one, and its lines."""

    title: Line | None
    lines: tuple[Line, ...]
    group_date: Written | None = None
    is_listed: bool = False


def find(pages: list[Page], *, today: date) -> Findings:
    """Return what these pages tell of: past events under a heading that says so or in a page that is one, articles under theirs."""
    findings = Findings()
    for page in pages:
        lines = lines_of(page.html, base=page.url)
        for event in _events(page, lines, today):
            if event not in findings.events:
                findings.events.append(event)
        for article in _articles(lines):
            if article.url not in {known.url for known in findings.articles}:
                findings.articles.append(article)
    return findings


def _events(page: Page, lines: list[Line], today: date) -> Iterator[FoundEvent]:
    """A page that lists events is not itself one."""
    heads = [line.text for line in lines if line.level]
    language = page.language[:2].lower() if page.language[:2].lower() in {"en", "es", "fr"} else ""
    past = [heading for heading in heads if headings.announces_past_events(heading)]
    if past:
        for section in sections_under(lines, headings.announces_past_events):
            found = (_event(item, language or headings.language_of(past[0])) for item in _items(section, _announces_no_past_events))
            yield from (event for event in found if event)
    elif not any(headings.announces_coming_events(heading) for heading in heads):
        whole = _whole_page(page, lines, language or headings.language_of(page.title))
        if whole and not (whole.date and whole.date.on > today):
            yield whole


def _whole_page(page: Page, lines: list[Line], language: str) -> FoundEvent | None:
    """Return the event that this page is, if it is one: WordPress says so, or its name does and there is a recording or a date."""
    if not page.title or headings.names_no_event(page.title) or headings.announces_coming_events(page.title):
        return None
    body = tuple(line for line in lines if not line.level or line.text != page.title)
    links, held = _links(body), _date(page.title, body, language)
    told = held or any(link.kind == "recording" for link in links)
    if page.type not in _EVENT_TYPES and not (told and headings.speaks_of_an_event(f"{page.title} {page.labels}")):
        return None
    own = (FoundLink(page.url, "recap"),) if page.url else ()
    return FoundEvent(page.title, held, (*own, *links), language, body)


def _event(item: _Item, language: str) -> FoundEvent | None:
    """Return the event of an item. A heading is enough of one; what has none must have a date, a link to the recording or be in a list."""
    title = item.title.text if item.title else _title_without_heading(item.lines)
    links = _links((item.title, *item.lines) if item.title else item.lines)
    held = _date(title, item.lines, language) or item.group_date
    told = held or any(link.kind != "other" for link in links) or (links and (item.is_listed or item.title))
    return FoundEvent(title, held, links, language, item.lines) if title and (told or (item.title and item.title.level)) else None


def _title_without_heading(lines: tuple[Line, ...]) -> str:
    """Return what an event is called: the link that names it, else the words before date and links, else those after the date."""
    for link in (link for line in lines for link in line.links):
        if link.text and not headings.is_label(link.text) and not link.text.startswith("http"):
            return link.text
    return next((words for line in lines if (words := _words_around_the_date(line))), "")


def _words_around_the_date(line: Line) -> str:
    words = "".join(piece.text for piece in _until_a_link(line))
    for written in dates_in(words, day_first=False)[:1]:
        words = words[: written.start] if words[: written.start].strip(_EDGES) else words[written.end :]
    return " ".join(words.split()).strip(_EDGES)


def _until_a_link(line: Line) -> Iterator[Piece]:
    for piece in line.pieces:
        if piece.url:
            return
        yield piece


def _links(lines: tuple[Line, ...]) -> tuple[FoundLink, ...]:
    found: dict[str, FoundLink] = {}
    for line in lines:
        for link in line.links:
            kind = headings.kind_of_link(link.url, link.text or line.text)
            if kind and link.url not in found:
                found[link.url] = FoundLink(link.url, kind)
    return tuple(found.values())


def _date(title: str, lines: tuple[Line, ...], language: str) -> Written | None:
    """Return when it was held: from its title, else from a short line, else from a sentence that says so. Never when it was posted."""
    day_first = language != "en"
    for text in (title, *(line.text for line in lines if len(line.text) <= _SHORT)):
        dates = [written for written in dates_in(text, day_first=day_first) if _may_be_held(text, written)]
        if dates:
            return dates[0]
    for line in lines:
        for written in dates_in(line.text, day_first=day_first):
            if _may_be_held(line.text, written) and (written.day or _HELD.search(fold(line.text)[: written.start])):
                return written
    return None


def _may_be_held(text: str, written: Written) -> bool:
    """A bare year is a date only where nearly nothing else stands on its line, or in brackets."""
    folded = fold(text)
    before, after = folded[: written.start], folded[written.end :]
    if _POSTED.match(folded) or _NOT_HELD.search(before):
        return False
    if written.month:
        return True
    in_brackets = before.rstrip().endswith("(") and after.startswith(")")
    ends_the_line = before.rstrip().endswith((",", "-", "|")) and not after.strip(_EDGES)
    return in_brackets or ends_the_line or not (before + after).strip(_EDGES)


def _articles(lines: list[Line]) -> Iterator[FoundArticle]:
    for section in sections_under(lines, headings.announces_articles):
        found = (_article(item) for item in _items(section, _announces_no_articles))
        yield from (article for article in found if article)


def _article(item: _Item) -> FoundArticle | None:
    everything = (item.title, *item.lines) if item.title else item.lines
    link = next((link for line in everything for link in line.links if link.text), None)
    if not link:
        return None
    around = [line.text for line in item.lines] if item.title else [_without_link(line, link) for line in item.lines]
    about = [_about(text) for text in around if text.strip(_EDGES) and len(text) <= _SHORT]
    return FoundArticle(
        title=item.title.text if item.title else link.text.strip('\u201c\u201d" ,'),
        url=link.url,
        outlet=next((line.outlet for line in about if line.outlet), ""),
        date=next((line.date for line in about if line.date), item.group_date),
        authors=next((line.authors for line in about if line.authors), ()),
    )


def _without_link(line: Line, link: Piece) -> str:
    return " ".join(" | ".join(piece.text for piece in line.pieces if piece.url != link.url).split())


@dataclass(frozen=True)
class _About:
    """What one short line says about an article."""

    outlet: str
    date: Written | None
    authors: tuple[str, ...]


def _about(text: str) -> _About:
    dates = dates_in(text, day_first=False)
    for written in reversed(dates):
        text = text[: written.start] + "|" + text[written.end :]
    authors: tuple[str, ...] = ()
    if by := _BYLINE.search(text):
        authors, rest = _authors(by["names"], ends_with_outlet=bool(dates))
        text = f"{text[: by.start()]}|{rest}|{text[by.end() :]}"
    return _About(_outlet(text), dates[0] if dates else None, authors)


def _authors(names: str, *, ends_with_outlet: bool) -> tuple[tuple[str, ...], str]:
    """Return who a by-line names, and what follows: after "Ana and Luz" no name does, and before a date the last one is where it stood."""
    parts = [part.strip(_EDGES + ".") for part in names.split(",") if part.strip(_EDGES + ".")]
    last = next((index for index, part in enumerate(parts) if _AND.search(part)), None)
    count = last + 1 if last is not None else len(parts) - 1 if ends_with_outlet and len(parts) > 1 else len(parts)
    people = [name.strip(_EDGES) for part in parts[:count] for name in _AND.split(part)]
    return tuple(name for name in people if name[:1].isupper()), ",".join(parts[count:])


def _outlet(text: str) -> str:
    """Return the name that is left of a short line; a sentence is no name."""
    name = next((part.strip(_EDGES) for part in _BETWEEN.split(text) if part.strip(_EDGES + ".")), "")
    name = _TRAILING_WORDS.sub("", _OUTLET_WORDS.sub("", name)).strip(_EDGES)
    return name if len(name) <= _LONGEST_NAME and not name.endswith((".", "!", "?")) else ""


def _items(lines: list[Line], is_other: Callable[[str], bool], group_date: Written | None = None) -> Iterator[_Item]:
    """Take a section apart: by its sub-headings, else bold lines, else list items and paragraphs. What is about others is left out."""
    first = next((index for index, line in enumerate(lines) if _opens(line)), len(lines))
    yield from _loose(lines[:first], group_date)
    while first < len(lines):
        heading = lines[first]
        after = next((i for i in range(first + 1, len(lines)) if _opens(lines[i]) and lines[i].level <= heading.level), len(lines))
        body = lines[first + 1 : after]
        if _is_group(heading, body) and not is_other(heading.text):
            dates = dates_in(heading.text, day_first=False)
            yield from _items(body, is_other, dates[0] if dates else group_date)
        elif not is_other(heading.text):
            yield _Item(heading, tuple(body), group_date)
        first = after


def _announces_no_past_events(heading: str) -> bool:
    return headings.announces_articles(heading) or headings.announces_coming_events(heading)


def _announces_no_articles(heading: str) -> bool:
    return headings.announces_past_events(heading) or headings.announces_coming_events(heading)


def _opens(line: Line) -> bool:
    return bool(line.level) and not headings.names_a_part(line.text)


def _is_group(heading: Line, body: list[Line]) -> bool:
    """Tell whether a heading stands over several: it names no event, or at once there are two deeper ones."""
    if headings.names_no_event(heading.text):
        return True
    deeper = [line for line in body if _opens(line) and not headings.names_no_event(line.text)]
    return bool(body) and body[0] in deeper and sum(line.level == body[0].level for line in deeper) > 1


def _loose(lines: list[Line], group_date: Written | None) -> Iterator[_Item]:
    """Part lines without headings: a title takes what follows; where there are none, each list item or paragraph is for itself."""
    groups = [tuple(group) for _key, group in groupby(lines, key=_place)]
    titled: _Item | None = None
    for group, after in zip(groups, [*groups[1:], ()], strict=False):
        is_title = _is_bold_title(group[0]) or _is_plain_title(group, after)
        if titled and not is_title and not _is_beside(titled, group):
            titled = replace(titled, lines=titled.lines + group)
            continue
        if titled:
            yield titled
        titled = _Item(group[0], group[1:], group_date) if is_title else None
        if not titled:
            yield _Item(None, group, group_date, is_listed=bool(group[0].items))
    if titled:
        yield titled


def _is_beside(titled: _Item, group: tuple[Line, ...]) -> bool:
    """Tell whether this is another item of the list in which the title stands, and not one that only tells of it."""
    return bool(titled.title and titled.title.items and group[0].items) and not _tells_of_a_title(group[0])


def _place(line: Line) -> tuple[str, int]:
    return ("item", line.items[0]) if line.items else ("block", line.block)


def _is_bold_title(line: Line) -> bool:
    return line.is_bold and bool(line.text) and not _tells_of_a_title(line)


def _is_plain_title(group: tuple[Line, ...], after: tuple[Line, ...]) -> bool:
    """A short line that is no sentence, over lines that only say when it was and where to watch it."""
    line = group[0]
    if len(group) > 1 or line.links or line.text.endswith((".", ":", "!")) or not 0 < len(line.text) <= _SHORT:
        return False
    return bool(after) and not _tells_of_a_title(line) and all(_tells_of_a_title(told) for told in after)


def _tells_of_a_title(line: Line) -> bool:
    """Tell whether a line is no title but what belongs to one: a date, a part, the link to the recording."""
    return headings.names_no_event(line.text) or headings.names_a_part(line.text) or headings.is_label(line.text)
