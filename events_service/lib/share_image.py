"""The picture beside a link that somebody shares: cloth, title, when, who. 1200 by 630 pixels, as PNG."""

import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from events_service.lib import weave

WIDTH, HEIGHT = 1_200, 630
DRAWN_LIKE_THIS = 1  # raised when a release draws otherwise, so that every image has a new address

_PAPER, _INK, _MUTED, _PRIMARY, _GROUND = "#FFFFFF", "#14162B", "#4E5269", "#2F3C96", "#1B1F47"
_DYES = {"a": "#2F3C96", "b": "#F2A71B", "c": "#9C164B", "d": "#F4EEE2", "e": "#12806A", "f": "#8FB4EA"}
_CELL, _FEWEST_ROWS, _MARGIN, _SPACE = 30, 7, 64, 36
_SIZES = (76, 68, 60, 52, 46)
_MOST_LINES = 3
_SERIF, _SANS = "newsreader-540.woff2", "atkinson-next-400-700.woff2"
_WAIT = 3.0  # seconds for one's turn
_one_at_a_time = threading.Lock()  # an open font serves one at a time too


class Busy(Exception):
    """Too many images are asked for at once; this one can be had a little later."""


@dataclass(frozen=True)
class Shown:
    """What an image says, in words as they are to stand there, and the cloth that it is woven from."""

    title: str
    when: str
    who: str
    seed: str
    dyes: str

    @property
    def version(self) -> str:
        """Return 16 hexadecimal digits, others for every other image."""
        return sha256(repr((DRAWN_LIKE_THIS, *astuple(self))).encode()).hexdigest()[:16]


def drawn(shown: Shown) -> bytes:
    """Return the image. One is drawn at a time; raises Busy for who would wait long."""
    if not _one_at_a_time.acquire(timeout=_WAIT):
        raise Busy
    try:
        image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
        pen = ImageDraw.Draw(image)
        left = _write(pen, shown)
        _weave(pen, shown, int(left // _CELL))
        out = BytesIO()
        image.quantize(96, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()
    finally:
        _one_at_a_time.release()


def writable(text: str, font_name: str = _SERIF) -> str:
    """Return the text as our fonts can write it: without emoji, and without words in letters that they have not.

    Where that would leave little of it, nothing: half a title says something else, and the whole one stands beside the image.
    """
    words = unicodedata.normalize("NFC", text).split()
    kept = [_without_signs(word, font_name) for word in words if all(_has(font_name, sign) for sign in word if sign.isalnum())]
    said = " ".join(word for word in kept if word)
    return said if _letters(said) * 3 >= _letters(unicodedata.normalize("NFC", text)) * 2 else ""


def _weave(pen: ImageDraw.ImageDraw, shown: Shown, rows: int) -> None:
    columns, gap = WIDTH // _CELL, weave.GAP * _CELL / 20
    cloth = weave.weave(shown.seed, columns, rows, shown.dyes)
    end = rows * _CELL
    pen.rectangle((0, 0, WIDTH, end), fill=_GROUND)
    for row, dye in enumerate(cloth.weft):
        pen.rectangle((0, row * _CELL + gap / 2, WIDTH, (row + 1) * _CELL - gap / 2 - 1), fill=_DYES[dye])
    for column, dye in enumerate(cloth.warp):
        left, right = column * _CELL + gap / 2, (column + 1) * _CELL - gap / 2 - 1
        for first, count in weave.stretches(cloth, column, rows):
            top, bottom = max(0, first * _CELL - gap / 2), min(end, (first + count) * _CELL + gap / 2) - 1
            pen.rectangle((left - gap, top, right + gap, bottom), fill=_GROUND)
            pen.rectangle((left, top, right, bottom), fill=_DYES[dye])


def _write(pen: ImageDraw.ImageDraw, shown: Shown) -> float:
    """Write from the bottom up and return how much is left above: a short title leaves more to the cloth, a long one still fits."""
    who, when, title = writable(shown.who, _SANS), writable(shown.when, _SANS), writable(shown.title)
    above: float = HEIGHT - 52
    for words, sizes, weight, colour in ((who, (30, 26), 400, _MUTED), (when, (36, 32, 28, 24), 700, _PRIMARY)):
        if words:
            above -= 50
            font = next((font for font in (_sans(size, weight) for size in sizes) if _fits(words, font)), _sans(sizes[-1], weight))
            pen.text((_MARGIN, above), _cut(words, font), font=font, fill=colour)
    if title:
        font, lines = _fitted(title, above - 20 - _SPACE - _FEWEST_ROWS * _CELL)
        above -= 20 + len(lines) * _line_height(font)
        for number, line in enumerate(lines):
            pen.text((_MARGIN, above + number * _line_height(font)), line, font=font, fill=_INK)
    return above - _SPACE


def _fitted(title: str, height: float) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest letters in which the title fits, and its lines; the last one ends in an ellipsis where none are small enough."""
    for size in _SIZES:
        font = _serif(size)
        lines = list(_broken(title, font))
        if len(lines) <= _MOST_LINES and len(lines) * _line_height(font) <= height:
            return font, lines
    room = max(1, min(_MOST_LINES + 1, int(height // _line_height(font))))
    return font, [*lines[: room - 1], _cut(" ".join(lines[room - 1 :]), font)]


def _broken(words: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """Yield the lines, broken between words and, where a word alone is too long, within it."""
    line = ""
    for word in words.split():
        if _fits(f"{line} {word}".strip(), font):
            line = f"{line} {word}".strip()
            continue
        if line:
            yield line
        line = word
        while not _fits(line, font):
            beginning = _longest(line, font)
            yield beginning
            line = line[len(beginning) :]
    if line:
        yield line


def _cut(words: str, font: ImageFont.FreeTypeFont) -> str:
    return words if _fits(words, font) else _longest(words, font, ending="…").rstrip(" ,.:;") + "…"


def _longest(words: str, font: ImageFont.FreeTypeFont, ending: str = "") -> str:
    count = len(words)
    while count > 1 and not _fits(words[:count] + ending, font):
        count -= 1 + count // 20
    return words[: max(1, count)]


def _fits(words: str, font: ImageFont.FreeTypeFont) -> bool:
    return font.getlength(words) <= WIDTH - 2 * _MARGIN


def _line_height(font: ImageFont.FreeTypeFont) -> float:
    return font.size * 1.12


def _letters(text: str) -> int:
    return sum(sign.isalnum() for sign in text)


def _without_signs(word: str, font_name: str) -> str:
    return "".join(sign for sign in word if _has(font_name, sign))


@cache
def _has(font_name: str, sign: str) -> bool:
    """Tell whether the font has this sign, and not the box that stands for whatever it has not."""
    if unicodedata.category(sign)[0] in "CZM":
        return False
    font = _font(font_name, 24)
    return bytes(font.getmask(sign)) != bytes(font.getmask("\U000fffff"))


@cache
def _serif(size: int) -> ImageFont.FreeTypeFont:
    return _font(_SERIF, size)


@cache
def _sans(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = _font(_SANS, size)
    font.set_variation_by_axes([weight])
    return font


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Path(settings.BASE_DIR) / "static" / "fonts" / name, size)
