"""Pictures: whatever comes in, what is kept is drawn anew here, small, upright, without anything the camera wrote into it.

The content decides what a file is, never its name or what the browser calls it. Nothing of the uploaded bytes is kept,
so that a file which is a picture and something else besides is only a picture afterwards.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from events_service.lib.errors import DomainError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000  # before anything is unpacked: a few kilobytes can claim gigabytes
ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif"
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp"}

_READ = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_QUALITIES = {"avif": (60, 48, 36, 24, 16), "webp": (75, 60, 45, 30, 15, 5)}
_BYTES_A_COLUMN = {"avif": 19, "webp": 30}  # an event's page with its cover stays under 70 KB; the finest that fits is taken
_LONGEST = 4  # times the shorter side; a longer one is a line on every page, and WebP ends at 16,383 pixels
_EFFORT: Mapping[str, Mapping[str, int]] = {"avif": {"speed": 7}, "webp": {"method": 4}}
_one_at_a_time = threading.Lock()  # an unpacked picture takes up to 200 MB


class NoPicture(DomainError):
    """This file cannot be taken as a picture."""

    field = "picture"


@dataclass(frozen=True)
class Cut:
    """In which widths a picture is kept, in pixels and ascending, and whether it is cut to a square."""

    widths: tuple[int, ...]
    is_square: bool = False


COVER = Cut((480, 960, 1600))
FACE = Cut((96, 192, 384), is_square=True)


@dataclass(frozen=True)
class Made:
    """A picture as it is to be kept: the pixels of its widest file, the widths there are, and each file by its name, like `480.avif`."""

    width: int
    height: int
    widths: tuple[int, ...]
    files: Mapping[str, bytes]


def make(file: IO[bytes], *, size: int, cut: Cut) -> Made:
    """Return the picture in each width, as AVIF and as WebP; it is never made larger than it came. Of an animation the first frame.

    Raises NoPicture with a sentence for a file of more than 10 MB, of too many pixels, or that is no JPEG, PNG, WebP, AVIF or GIF.
    """
    with _one_at_a_time:
        picture = upright(file, size=size, edge=cut.widths[-1])
        if max(picture.size) > _LONGEST * min(picture.size):
            raise NoPicture(_("This picture is too long and narrow. Cut it and choose it again."))
        if cut.is_square:
            edge = min(picture.size)
            picture = ImageOps.fit(picture, (edge, edge), centering=(0.5, 0.3))  # a face is rather in the upper half
        widths = tuple(width for width in cut.widths if width <= picture.width) or (picture.width,)
        scaled = [_scaled(picture, width) for width in widths]
        files = {f"{one.width}.{kind}": _written(one, kind) for one in scaled for kind in CONTENT_TYPES}
    return Made(scaled[-1].width, scaled[-1].height, widths, files)


def upright(file: IO[bytes], *, size: int, edge: int) -> Image.Image:
    """Return the picture as RGB or RGBA in 8 bits and sRGB, upright and bare of what was written into it.

    `edge`: how many pixels a side are wanted at least, where there are as many; a large JPEG is unpacked no further than that.
    Raises NoPicture.
    """
    if size > MOST_BYTES:
        raise NoPicture(_("This picture is larger than 10 MB. Save it smaller and choose it again."))
    try:
        with Image.open(file, formats=_READ) as opened:
            _weigh(opened)
            opened.draft("RGB", (edge * 2, edge * 2))
            return _bare(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPicture(_("This picture has more pixels than we can open. Save it smaller and choose it again.")) from None
    except Exception as error:  # Pillow's decoders raise whatever they meet in a broken file
        raise NoPicture(_what_it_is_not(file)) from error


def _weigh(opened: Image.Image) -> None:
    if opened.width * opened.height > MOST_PIXELS:
        raise Image.DecompressionBombError


def _what_it_is_not(file: IO[bytes]) -> str:
    file.seek(0)
    beginning = file.read(1_024)
    if b"<svg" in beginning.lower() or beginning.lstrip().startswith(b"<?xml"):
        return _("An SVG file can carry programs, so it is not taken. Save the picture as PNG and choose it again.")
    return _("This file is not a JPEG, PNG, WebP, AVIF or GIF picture that can be read. Choose another one.")


def _bare(picture: Image.Image) -> Image.Image:
    """Return a copy that carries pixels alone."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    drawn = _in_srgb(_in_8_bits(picture), mode)
    drawn.info = {}
    drawn.getexif().clear()
    return drawn


def _in_8_bits(picture: Image.Image) -> Image.Image:
    """Return 16 bits of grey as 8; Pillow would cut them off at white."""
    return picture.convert("I").point(lambda level: level / 256).convert("L") if picture.mode.startswith("I;16") else picture


def _in_srgb(picture: Image.Image, mode: str) -> Image.Image:
    """Return the colours as a page shows them: without its profile, a phone's picture would look pale."""
    profile = picture.info.get("icc_profile")
    plain = picture if picture.mode in {"RGB", "RGBA", "CMYK", "L"} else picture.convert(mode)
    if profile and not (plain.mode == "CMYK" and picture.mode != "CMYK"):
        try:
            seen = ImageCms.profileToProfile(
                plain, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            return plain.convert(mode)  # a profile that does not fit the picture, or is none
        return seen or plain.convert(mode)
    return plain.convert(mode)


def _scaled(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0) if width != picture.width else picture


def _written(picture: Image.Image, kind: str) -> bytes:
    """Return the finest file that is no heavier than a page can bear; the coarsest, where none is."""
    most = max(4_000, picture.width * _BYTES_A_COLUMN[kind])
    content = b""
    for quality in _QUALITIES[kind]:
        out = BytesIO()
        picture.save(out, kind, quality=quality, **_EFFORT[kind])
        content = out.getvalue()
        if len(content) <= most:
            break
    return content
