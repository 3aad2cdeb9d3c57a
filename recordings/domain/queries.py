"""What a person asks for, made into what the databases understand: words, word beginnings (`econ*`) and phrases in quotes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from events_service.lib import fulltext, stemming
from events_service.lib.slots import plain

LONGEST = 200  # characters
MOST_TERMS = 12
_SHORTEST_BEGINNING = 2
_TERM = re.compile(r'[“”«»"]([^“”«»"]*)[“”«»"]|([^\s“”«»"]+)')
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Term:
    """Words that stand together; the last may be a beginning only."""

    words: tuple[str, ...]
    is_beginning: bool = False


@dataclass(frozen=True)
class Query:
    """All of these are sought. `text` is what was asked, tidied."""

    text: str
    terms: tuple[Term, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)


@dataclass(frozen=True)
class Stems:
    """A query in one language: for each term its stems, and the folded word where it may only be a beginning."""

    terms: tuple[tuple[str, ...], ...]
    beginnings: tuple[str, ...]

    def expression(self, vendor: str) -> str:
        """Return it as a `tsquery` of PostgreSQL, or as an expression of FTS5. Stems need no escaping: they are letters and digits."""
        found = zip(self.terms, self.beginnings, strict=True)
        if vendor == "postgresql":
            return " & ".join(_tsquery(stems, beginning) for stems, beginning in found)
        return " AND ".join(_fts5(stems, beginning) for stems, beginning in found)


def read(asked: str) -> Query:
    """Return what is asked for. Whatever cannot be read is words; only the first 200 characters and 12 terms count."""
    text = " ".join(plain(asked).encode("utf-8", "ignore").decode().split())[:LONGEST]
    terms = (_term(found[1], found[2]) for found in _TERM.finditer(text))
    return Query(text, tuple(dict.fromkeys(term for term in terms if term))[:MOST_TERMS])


@lru_cache(maxsize=1_000)
def in_language(query: Query, language: str) -> Stems:
    """Return the query's stems in this language."""
    terms, beginnings = [], []
    for term in query.terms:
        terms.append(tuple(stemming.stem(word, language) for word in term.words))
        beginnings.append(stemming.folded(term.words[-1]) if term.is_beginning else "")
    return Stems(tuple(terms), tuple(beginnings))


def expression(query: Query, languages: Iterable[str], *, vendor: str) -> str:
    """Return the query in all of these languages, each once."""
    each = dict.fromkeys(in_language(query, language).expression(vendor) for language in languages)
    mark = " | " if vendor == "postgresql" else " OR "
    return mark.join(f"({one})" for one in each)


def matching(query: Query, languages: Iterable[str]) -> dict[str, str]:
    """Return the condition, for `filter`, on a model whose `words` are indexed by `lib.fulltext`."""
    return fulltext.condition(expression(query, languages, vendor=connection.vendor))


def is_hit(word: str, query: Query, language: str) -> bool:
    """Tell whether this word of a text in that language is one of those sought."""
    stems = in_language(query, language)
    stem, whole = stemming.stem(word, language), stemming.folded(word)
    if not stem:
        return False
    return any(stem in term for term in stems.terms) or any(whole.startswith(beginning) for beginning in stems.beginnings if beginning)


def one_mistake_off(word: str) -> set[str]:
    """Return every word that one letter too many, too few, wrong, or two in the wrong order make of this one (Norvig 2007)."""
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in parts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in parts if right for letter in _LETTERS}
    more = {left + letter + right for left, right in parts for letter in _LETTERS}
    return fewer | swapped | other | more


def _term(phrase: str | None, word: str | None) -> Term | None:
    said = phrase if phrase is not None else word or ""
    is_beginning = word is not None and word.endswith("*")
    words = tuple(found[0] for found in stemming.words(said) if stemming.folded(found[0]))
    if not words:
        return None
    return Term(words, is_beginning and len(stemming.folded(words[-1])) >= _SHORTEST_BEGINNING)


def _tsquery(stems: tuple[str, ...], beginning: str) -> str:
    exact = " <-> ".join(f"'{stem}'" for stem in stems)
    if not beginning:
        return f"({exact})"
    begun = " <-> ".join([*(f"'{stem}'" for stem in stems[:-1]), f"'{beginning}':*"])
    return f"({exact} | {begun})"


def _fts5(stems: tuple[str, ...], beginning: str) -> str:
    exact = f'"{" ".join(stems)}"'
    if not beginning:
        return exact
    return f'({exact} OR "{" ".join([*stems[:-1], beginning])}" *)'
