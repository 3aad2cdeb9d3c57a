"""A web page as lines under headings: what a reader sees, whatever boxes it lies in."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup, ParserRejectedMarkup, Tag
from bs4.element import NavigableString

from events_service.lib.fetch import is_public_address

_UNREAD = {"script", "style", "noscript", "template", "nav", "footer", "form", "select", "svg", "head", "object"}
_UNREAD_CLASSES = {
    *("screen-reader-text", "sr-only", "visually-hidden", "sharedaddy", "jp-relatedposts"),
    *("entry-meta", "entry-date", "post-meta", "post-date", "posted-on", "byline", "wp-block-post-date"),
    *("comments-area", "comment-list", "widget-area", "sidebar"),
}
_UNREAD_TIMES = {"published", "updated", "modified"}  # of <time> and <span>; whole posts have such classes too
_LINES = {
    *("address", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "header", "hr", "li"),
    *("ol", "p", "pre", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_SECTIONS = {"section", "article", "aside", "details", "main"}
_ITEMS = {"li", "tr", "dd"}
_EMBEDS = {"iframe", "video", "audio", "source", "embed"}
_SPACE = re.compile(r"\s+")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_LONGEST_ADDRESS = 1_000
_DEEPEST = 50  # boxes within boxes that are told apart; a page can nest hundreds of thousands
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # soft hyphens and spaces of no width


@dataclass(frozen=True)
class Piece:
    """Some words and where they lead, if anywhere."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A heading of some level, or at level 0 a line of text; with the list items and sections that it lies in."""

    level: int
    pieces: tuple[Piece, ...]
    is_bold: bool = False
    block: int = 0
    items: tuple[int, ...] = ()
    sections: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return _SPACE.sub(" ", "".join(piece.text for piece in self.pieces)).strip()

    @property
    def links(self) -> list[Piece]:
        """The links with all their words, also where some of them are bold."""
        runs = [(url, "".join(piece.text for piece in pieces)) for url, pieces in groupby(self.pieces, key=lambda piece: piece.url)]
        return [Piece(_SPACE.sub(" ", text).strip(), url) for url, text in runs if url]


def lines_of(html: str, *, base: str) -> list[Line]:
    """Return the page's lines from top to bottom, without menus, footers, forms, scripts and what tells when the page itself was posted.

    Relative links are resolved against `base`; links to anything but a public page are dropped.
    """
    soup = parsed(html)
    root = soup.find("main") or soup.find(None, {"role": "main"}) or soup
    reader = _Reader(base)
    todo: list[tuple[object, bool]] = [(root, False)]
    while todo:  # a stack of our own: pages nest deeper than Python calls
        node, closing = todo.pop()
        if isinstance(node, Tag):
            if closing:
                reader.close(node)
            elif not _is_unread(node):
                reader.open(node)
                todo.append((node, True))
                todo.extend((child, False) for child in reversed(node.contents))
        elif type(node) is NavigableString:  # its subclasses are comments, scripts and the like
            reader.read(str(node))
    reader.flush()
    return reader.lines


def parsed(html: str) -> BeautifulSoup:
    """Return the page as a tree, and an empty one for what no parser can read."""
    try:
        return BeautifulSoup(f"<div>{html}</div>", "html.parser")  # in a box: the parser warns of text that looks like a file name or XML
    except (ParserRejectedMarkup, RecursionError):
        return BeautifulSoup("", "html.parser")


def sections_under(lines: list[Line], is_wanted: Callable[[str], bool]) -> Iterator[list[Line]]:
    """Yield what stands under each wanted heading: to the next heading of its level or higher, or the end of the section both lie in."""
    taken = 0
    for index, heading in enumerate(lines):
        if index < taken or not heading.level or not is_wanted(heading.text):
            continue
        body = list(_under(heading, lines[index + 1 :]))
        taken = index + 1 + len(body)
        yield body


def _under(heading: Line, after: list[Line]) -> Iterator[Line]:
    scope: tuple[int, ...] | None = None
    for line in after:
        scope = _shared(heading.sections, line.sections) if scope is None else scope
        if 0 < line.level <= heading.level or line.sections[: len(scope)] != scope:
            return
        yield line


def _shared(one: tuple[int, ...], two: tuple[int, ...]) -> tuple[int, ...]:
    length = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return one[:length]


def _is_unread(tag: Tag) -> bool:
    if tag.name in _UNREAD or tag.has_attr("hidden") or tag.get("type") == "hidden":
        return True
    unread = _UNREAD_CLASSES | _UNREAD_TIMES if tag.name in {"time", "span", "abbr"} else _UNREAD_CLASSES
    return not _level(tag, 0) and not unread.isdisjoint(_classes(tag))


def _classes(tag: Tag) -> Iterable[str]:
    value = tag.get("class") or ()
    return value.split() if isinstance(value, str) else value


def _level(tag: Tag, before: int) -> int:
    """Return the heading's level, 0 for what is none. The label of a folded part counts as one below the heading before it."""
    if re.fullmatch(r"h[1-6]", tag.name):
        return int(tag.name[1])
    if tag.get("role") == "heading":
        level = str(tag.get("aria-level") or 2)
        return int(level) if re.fullmatch(r"[1-9]", level) else 2
    return max(before + 1, 2) if tag.name == "summary" else 0


@dataclass
class _Reader:
    """Puts a line together while the tree is walked."""

    base: str
    lines: list[Line] = field(default_factory=list)
    _pieces: list[Piece] = field(default_factory=list)
    _links: list[str] = field(default_factory=list)
    _items: list[int] = field(default_factory=list)
    _sections: list[int] = field(default_factory=list)
    _heading: Tag | None = None
    _heading_level: int = 0
    _last_level: int = 0
    _block: int = 0
    _bold: int = 0
    _plain_words: bool = False

    def open(self, tag: Tag) -> None:
        level = _level(tag, self._last_level)
        if level and self._heading is None:
            self.flush()
            self._heading, self._heading_level = tag, level
        self._open_box(tag)
        if tag.name == "a":
            self._links.append(self._public(tag.get("href")))
        elif tag.name in {"strong", "b"}:
            self._bold += 1
        elif tag.name in _EMBEDS and (url := self._public(tag.get("src") or tag.get("data-src"))):
            self._pieces.append(Piece("", url))

    def close(self, tag: Tag) -> None:
        if tag is self._heading:
            self.flush(level=self._heading_level)
            self._last_level, self._heading, self._heading_level = self._heading_level, None, 0
        elif tag.name in _LINES | _SECTIONS:
            self._break()
        if tag.name == "a":
            self._links.pop()
        elif tag.name in {"strong", "b"}:
            self._bold -= 1
        elif tag.name in _ITEMS:
            self._items.pop()
        if tag.name in _SECTIONS and not _is_layout(tag):
            self._sections.pop()

    def read(self, text: str) -> None:
        text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
        url = self._links[-1] if self._links else ""
        if not url and self._heading is None:
            url = self._typed_out(text)
        self._pieces.append(Piece(text, url))
        self._plain_words |= bool(text.strip(" \t\r\n\xa0:")) and not self._bold

    def flush(self, *, level: int = 0) -> None:
        """End the line, if anything is on it."""
        if self._pieces:
            items, sections = tuple(self._items[:_DEEPEST]), tuple(self._sections[:_DEEPEST])
            line = Line(level, tuple(self._pieces), not self._plain_words, self._block, items, sections)
            if line.text or (line.links and not level):
                self.lines.append(line)
        self._pieces, self._plain_words = [], False

    def _open_box(self, tag: Tag) -> None:
        if tag.name == "br" or tag.name in _LINES | _SECTIONS:
            self._break()
            self._block += tag.name != "br"
        if tag.name in _ITEMS:
            self._items.append(id(tag))
        if tag.name in _SECTIONS and not _is_layout(tag):
            self._sections.append(id(tag))

    def _break(self) -> None:
        if self._heading is None:
            self.flush()
        else:
            self._pieces.append(Piece(" "))

    def _public(self, target: object) -> str:
        """Return the whole address of a link to a public page, or nothing. A link within the page leads nowhere."""
        try:
            url = urljoin(self.base, str(target or "").strip())
        except ValueError:
            return ""
        inside = urldefrag(url).url == urldefrag(self.base).url
        return url if is_public_address(url) and not inside and len(url) <= _LONGEST_ADDRESS else ""

    def _typed_out(self, text: str) -> str:
        """Return the address that a text consists of: how WordPress keeps an embedded video."""
        match = _BARE_ADDRESS.fullmatch(text.strip())
        return self._public(match[0]) if match else ""


def _is_layout(tag: Tag) -> bool:
    """Page builders make every row a section; those end nothing."""
    return any("elementor" in name or "et_pb" in name for name in _classes(tag))
