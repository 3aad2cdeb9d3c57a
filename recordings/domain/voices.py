"""Who says a line, and its words without markup."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from events_service.lib.slots import plain

LONGEST_NAME = 80

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s+([^<>]*))?>", re.IGNORECASE)
_TAG = re.compile(r"<(?:[/!?A-Za-z][^<>]*|\d{1,4}:[\d:.]*)>", re.ASCII)
_BREAKS = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " ")
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")
_COULD_BE_TAG = re.compile(r"<(?=[/!?A-Za-z])")
_CHANGE = re.compile(r"(?:>>+|&gt;&gt;|[-–—](?=\s))\s*")
_NAMED = re.compile(r"([^\s:][^:\n]{0,79}?)\s{0,2}:(?:\s+|$)")
_NUMBERED = re.compile(r"[^\W\d_]{2,20} \d{1,3}")
_IN_BRACKETS = re.compile(r"\s*\([^()]{1,60}\)$")
_LINKING_WORDS = "al and bin da de del den der di do dos du e el i la las le los of san ten ter van vom von y zu"
# how people begin what is no name
_ENGLISH_OPENINGS = """
note notes example examples question answer update warning tip fact reminder remember important summary conclusion
result results reason problem solution goal idea point rule option step part chapter section slide figure table item
number source credits subtitles captions music sound applause today tomorrow yesterday first second third fourth last
finally next now so and but or because also again however then here there this that these those the my our your his
her its it we you he she they i what why how when where who which if yes no ok okay well for from to in on at by with
re ps attention translation language kind title time date agenda topic spoiler
"""
_SPANISH_OPENINGS = """
nota notas ejemplo ejemplos pregunta respuesta aviso atención dato recordatorio recuerda importante resumen conclusión
resultado resultados razón problema solución meta punto regla opción paso parte capítulo sección lámina figura tabla
número fuente créditos subtítulos música sonido aplausos hoy mañana ayer primero segundo tercero finalmente ahora
entonces pero porque también además luego aquí allí esto eso este esta ese esa nuestro nuestra mi tu su un una lo qué
cómo cuándo dónde quién sí bueno para por con en traducción tema título fecha hora
"""
_PARTICLES = frozenset(_LINKING_WORDS.split())
_NO_NAMES = frozenset((_ENGLISH_OPENINGS + _SPANISH_OPENINGS).split())


@dataclass(frozen=True)
class Line:
    """What somebody says. An empty `speaker` is nobody named; `turns` where the file marks that another person begins."""

    speaker: str
    text: str
    turns: bool = False


def words_of(raw: str) -> str:
    """Return the words of a line: no tags, entities decoded once, one space between words, and nothing that could be HTML."""
    bare = html.unescape(_TAG.sub(_space_for_breaks, _OVERRIDE.sub("", raw))).translate(_BREAKS)
    return " ".join(_COULD_BE_TAG.sub("< ", plain(_TAG.sub("", bare))).split())


def lines_of(raw_lines: Iterable[str]) -> list[Line]:
    """Return the lines of one caption, each with the voice that WebVTT's `<v Name>` gives it; a voice lasts until the next."""
    lines: list[Line] = []
    voice = ""
    for raw in raw_lines:
        pieces = _VOICE.split(raw.replace("</v>", "").replace("</V>", ""))
        for place, piece in enumerate(pieces):
            if place % 2:
                voice = tidy_name(words_of(piece or ""))
            elif (text := words_of(piece)) and text.strip("-–—> "):
                lines.append(Line(voice, text))
    return lines


def named(line: Line) -> Line:
    """Return the line with whoever stands in front of it as its speaker: `Name:`, `NAME:`, `>> Name:`, `- Name:`."""
    change = _CHANGE.match(line.text)
    text = line.text[change.end() :] if change else line.text
    found = _NAMED.match(text)
    if found and not line.speaker and is_name(found[1]):
        return Line(tidy_name(found[1]), text[found.end() :], turns=True)
    if found and line.speaker and found[1].casefold() == line.speaker.casefold():
        return Line(line.speaker, text[found.end() :], turns=True)
    return Line(line.speaker, text, turns=bool(change))


def is_name(words: str) -> bool:
    """Tell whether these words before a colon name somebody: "Rosa Valle", "ROSA", "Speaker 2", not "Note" or "Two things"."""
    if _NUMBERED.fullmatch(words):
        return words.split()[0].casefold() not in _NO_NAMES
    parts = _IN_BRACKETS.sub("", words).replace(".", " ").split()
    if not 1 <= len(parts) <= 6 or len(words) > LONGEST_NAME:
        return False
    return _is_capital(parts[0]) and all(_may_stand_in_a_name(part) for part in parts)


def tidy_name(name: str) -> str:
    """Return a name as it is kept: one space between words, bounded."""
    return " ".join(name.split())[:LONGEST_NAME].strip()


def _may_stand_in_a_name(part: str) -> bool:
    letters = part.replace("-", "").replace("'", "").replace("’", "").replace(",", "").replace("&", "")
    if part.casefold() in _PARTICLES or part == "&":
        return True
    return letters.isalpha() and _is_capital(part) and part.casefold() not in _NO_NAMES


def _is_capital(part: str) -> bool:
    """Tell whether a word may begin a name; scripts without capitals have none to show."""
    first = part[0]
    return first.isalpha() and not first.islower()


def _space_for_breaks(tag: re.Match[str]) -> str:
    return " " if tag[0][1:3].lower() in {"br", "p>"} else ""
