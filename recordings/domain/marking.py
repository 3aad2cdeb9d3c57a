"""Showing where in a text something was found: in pieces, so that nothing of the text is ever markup."""

from dataclasses import dataclass

from events_service.lib import stemming
from recordings.domain import queries
from recordings.domain.queries import Query

_BEFORE, _SHOWN = 80, 260  # characters of a long text


@dataclass(frozen=True)
class Piece:
    """A stretch of text that was sought, or was not."""

    text: str
    is_hit: bool


def marked(text: str, query: Query, language: str) -> list[Piece]:
    """Return the text in pieces, the words that were sought apart."""
    pieces: list[Piece] = []
    end = 0
    for word in stemming.words(text):
        if queries.is_hit(word[0], query, language):
            pieces += [Piece(text[end : word.start()], False), Piece(word[0], True)]
            end = word.end()
    return [piece for piece in [*pieces, Piece(text[end:], False)] if piece.text]


def excerpt(text: str, query: Query, language: str) -> list[Piece]:
    """Return a few lines of a long text around the first word that was sought; nothing where there is none."""
    text = " ".join(text.split())
    first = next((word.start() for word in stemming.words(text) if queries.is_hit(word[0], query, language)), None)
    if first is None:
        return []
    begin = text.rfind(" ", 0, first - _BEFORE) + 1 if first > _BEFORE else 0
    end = text.rfind(" ", begin, begin + _SHOWN) if len(text) > begin + _SHOWN else len(text)
    end = max(end, first + 1)
    return marked(("… " if begin else "") + text[begin:end] + (" …" if end < len(text) else ""), query, language)
