"""Markdown to harmless HTML."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "s",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "h2",
    "h3",
    "h4",
    "code",
    "pre",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "typographer": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=2_000)
def to_html(source: str) -> SafeString:
    """Return the text as HTML that cannot run. Equal sources are worked out once per process, so it cannot be stale."""
    html = _markdown.render(source.replace("\x00", ""))
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")  # the page has its own first heading
    return mark_safe(nh3.clean(html, tags=_TAGS, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener nofollow"))  # noqa: S308  nh3 is the guard


def to_text(source: str) -> str:
    """Return the words alone, for descriptions and calendars."""
    return (
        nh3.clean(to_html(source), tags=set())
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .strip()
    )
