"""Words as they are sought: without case and accents, cut to their stem by Snowball, in ASCII, so that every database reads them alike."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import snowballstemmer

LONGEST_WORD = 64
_SHORTEST_STEMMED = 3
NAMES = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
}
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # kana and Han: written without spaces, so each is a word
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670"  # combining accents and Arabic vowels
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])"
_WORD = re.compile(rf"[{_UNSPACED}]|{_LETTER}+(?:['’]s\b)?", re.IGNORECASE)
_OWN = threading.local()


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  Snowball's name


def words(text: str) -> Iterator[re.Match[str]]:
    """Yield every word of the text, with its place."""
    return _WORD.finditer(text)


@lru_cache(maxsize=200_000)
def folded(word: str) -> str:
    """Return one word without case, accents and its English possessive, at most 64 letters and digits, in ASCII.

    Letters of other scripts are written as the hexadecimal digits of their UTF-8, behind a "u". Empty where nothing is left.
    """
    return _in_ascii(_bare(word))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Return the stem of one word in this language, in ASCII; of a language without a stemmer the folded word."""
    bare = _bare(word)
    if language not in NAMES or not bare.isalpha() or len(bare) < _SHORTEST_STEMMED:
        return _in_ascii(bare)
    return _in_ascii(_stemmer(NAMES[language]).stemWord(bare) or bare)


def stems(text: str, language: str) -> str:
    """Return the stems of a text with spaces between them, in the order of its words."""
    found = (stem(word[0], language) for word in words(text))
    return " ".join(filter(None, found))


def spelled(text: str) -> str:
    """Return the words of a text folded but whole, with spaces between them."""
    return " ".join(filter(None, (folded(word[0]) for word in words(text))))


def _bare(word: str) -> str:
    whole = re.sub(r"['’]s$", "", word, flags=re.IGNORECASE)
    return "".join(letter for letter in unicodedata.normalize("NFKD", whole).casefold() if letter.isalnum())[:LONGEST_WORD]


def _in_ascii(letters: str) -> str:
    return letters if letters.isascii() else f"u{letters.encode().hex()}"


def _stemmer(name: str) -> _Stemmer:
    """Return this thread's own stemmer: it keeps the word it works on in itself."""
    kept: dict[str, _Stemmer] = _OWN.__dict__
    if name not in kept:
        kept[name] = snowballstemmer.stemmer(name)
    return kept[name]
