"""Where the past is read from: a file or an address of WordPress, as JSON or as the page itself."""

import codecs
import html
import json
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext_lazy as _

from events_service.lib.errors import DomainError
from events_service.lib.fetch import MEGABYTE, NotFetched, fetch, is_public_address
from recordings.domain.outline import parsed

_MOST_BYTES = 5 * MEGABYTE
_SECONDS = 10
_WORDS_OF_A_SIGN_IN = 2_000  # a page that says more than that has a sign-in box at its side


class NotReadable(DomainError):
    """There is no page to read here; the sentence says why."""


@dataclass(frozen=True)
class Page:
    """One page or post: its address (empty for a file that does not tell), its title, its HTML, and what WordPress calls it."""

    url: str
    title: str
    html: str
    type: str = ""
    labels: str = ""
    language: str = ""


def pages_at(source: str) -> list[Page]:
    """Return the pages of a file or an http(s) address. The source itself is trusted, what it leads to is not.

    Raises NotReadable or NotFetched with one sentence.
    """
    if source.lower().startswith(("http://", "https://")):
        return _pages_on_the_web(source)
    return _pages_in(_bytes_of(Path(source)), url="")


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise NotReadable(_("There is no file %(path)s.") % {"path": path})
        with path.open("rb") as file:
            body = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise NotReadable(_("The file %(path)s cannot be read.") % {"path": path}) from error
    if len(body) > _MOST_BYTES:
        raise NotReadable(_("This file is too big: more than 5 MB."))
    return body


def _pages_on_the_web(source: str) -> list[Page]:
    """Read the page's own JSON where it names one: there the page comes without menus and sidebars."""
    ends = monotonic() + _SECONDS
    found = fetch(source, trusted=True, max_bytes=_MOST_BYTES, seconds=_SECONDS)
    text = _text(found.body, found.content_type)
    alternate = "" if _is_json(text) else _json_address(parsed(text), found.url)
    if alternate:
        try:
            same_house = urlsplit(source).netloc == urlsplit(found.url).netloc == urlsplit(alternate).netloc
            data = fetch(alternate, trusted=same_house, max_bytes=_MOST_BYTES, seconds=ends - monotonic())
            return _pages_in(data.body, url=found.url, content_type=data.content_type)
        except (NotFetched, NotReadable):
            pass  # then the page itself has to do
    return _pages_in(found.body, url=found.url, content_type=found.content_type)


def _json_address(soup: BeautifulSoup, url: str) -> str:
    for link in soup.find_all("link", {"type": "application/json"}):
        address = urljoin(url, str(link.get("href") or ""))
        if "alternate" in (link.get("rel") or ()) and "/wp/v2/" in address.replace("%2F", "/"):
            return address
    return ""


def _pages_in(body: bytes, *, url: str, content_type: str = "") -> list[Page]:
    text = _text(body, content_type)
    if not text.strip():
        raise NotReadable(_("This page is empty."))
    pages = _pages_of_json(text) if _is_json(text) else [_page_of_html(text, url)]
    if not any(_has_words(page) for page in pages):
        raise NotReadable(_("This page is empty."))
    return pages


def _text(body: bytes, content_type: str) -> str:
    """Decode: by its mark, as the server says, as UTF-8, or as what old pages are written in."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace")
    if b"\x00" in body or body.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8")):
        raise NotReadable(_("This is not a page but some other kind of file."))
    said = content_type.lower().partition("charset=")[2].strip(" \"';").partition(";")[0]
    for charset in ("utf-8-sig", said):
        try:
            return body.decode(charset or "cp1252")
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", errors="replace")


def _is_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "[", '"')) or "<" not in text


def _pages_of_json(text: str) -> list[Page]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotReadable(_("This is not valid JSON, so it is no page of WordPress.")) from error
    posts = data.get("posts", [data]) if isinstance(data, dict) else data
    if isinstance(data, dict) and "code" in data and "content" not in data:
        raise NotReadable(_("WordPress does not hand out this page: %(message)s") % {"message": _words(data.get("message"))})
    if not isinstance(posts, list) or not any(isinstance(post, dict) and "content" in post for post in posts):
        raise NotReadable(_("There is no page or post of WordPress in this JSON."))
    return [_page_of_post(post) for post in posts if isinstance(post, dict)]


def _page_of_post(post: dict[str, Any]) -> Page:
    content = post.get("content")
    if isinstance(content, dict) and content.get("protected") and not content.get("rendered"):
        raise NotReadable(_("This page asks for a password, so there is nothing to read."))
    labels = post.get("class_list")
    labels = list(labels.values()) if isinstance(labels, dict) else labels
    url = str(post.get("link") or post.get("URL") or "")
    return Page(
        url=url if is_public_address(url) else "",
        title=_words(_rendered(post.get("title"))),
        html=_rendered(content),
        type=str(post.get("type") or ""),
        labels=" ".join([str(post.get("slug") or ""), *(str(label) for label in labels or () if isinstance(labels, list))]),
        language=str(post.get("lang") or ""),
    )


def _rendered(value: object) -> str:
    value = value.get("rendered") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""


def _words(value: object) -> str:
    """Return a title as a person reads it: no tags, entities as their characters, plain spaces."""
    text = parsed(str(value or "")).get_text() if "<" in str(value) else html.unescape(str(value or ""))
    return " ".join(text.split())


def _page_of_html(text: str, url: str) -> Page:
    soup = parsed(text)
    if soup.find("input", {"type": "password"}) and len(soup.get_text(" ", strip=True)) < _WORDS_OF_A_SIGN_IN:
        raise NotReadable(_("This is a sign-in page. Save the page itself while you are signed in, and bring in that file."))
    body, root = soup.find("body"), soup.find("html")
    canonical = _attribute(soup.find("link", {"rel": "canonical"}), "href") or _attribute(
        soup.find("meta", {"property": "og:url"}), "content"
    )
    url = url or (canonical if is_public_address(canonical) else "")
    labels = " ".join([urlsplit(url).path.rstrip("/").rpartition("/")[2], _attribute(body, "class")])
    return Page(url=url, title=_title(soup), html=text, type=_type(labels), labels=labels, language=_attribute(root, "lang"))


def _attribute(tag: object, name: str) -> str:
    value = tag.get(name) if isinstance(tag, Tag) else ""
    return value if isinstance(value, str) else " ".join(value or ())


def _title(soup: BeautifulSoup) -> str:
    """Return the first big heading that is not the site's name in its banner, or what the page calls itself."""
    root = soup.find("main") or soup.find("article") or soup
    heading = root.find("h1") if isinstance(root, Tag) else None
    if isinstance(heading, Tag) and heading.get_text(strip=True):
        return " ".join(heading.get_text().split())
    shared = _attribute(soup.find("meta", {"property": "og:title"}), "content")
    title = soup.find("title")
    return " ".join((shared or (title.get_text() if title else "")).split())


def _type(labels: str) -> str:
    return next((label.removeprefix("single-") for label in labels.split() if label.startswith("single-") and not label[7:8].isdigit()), "")


def _has_words(page: Page) -> bool:
    soup = parsed(page.html)
    return bool((soup.find("body") or soup).get_text(strip=True) or soup.find("iframe"))
