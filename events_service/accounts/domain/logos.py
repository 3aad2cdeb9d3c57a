"""Logos: whatever picture comes in, a small clean PNG is what is kept."""

from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from events_service.lib.errors import DomainError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000  # before anything is unpacked: a few kilobytes can claim gigabytes
EDGE = 512
_FORMATS = ("PNG", "JPEG", "WEBP")


class NoLogo(DomainError):
    """This file cannot be a logo."""

    field = "logo"


def cleaned(file: IO[bytes], *, size: int) -> bytes:
    """Return the picture as a PNG of at most 512 pixels a side, upright, without anything the camera wrote into it.

    The content decides what it is, never the name. Raises NoLogo with a sentence for what is not PNG, JPEG or WebP.
    """
    if size > MOST_BYTES:
        raise NoLogo(_("This picture is larger than 10 MB. Save it smaller and choose it again."))
    beginning = file.read(1_024)
    file.seek(0)
    if b"<svg" in beginning.lower() or beginning.lstrip().startswith(b"<?xml"):
        raise NoLogo(_("An SVG file can carry programs, so it is not taken. Save the logo as PNG and choose it again."))
    try:
        return _as_png(file)
    except NoLogo:
        raise
    except Exception as error:  # Pillow's decoders raise whatever they meet in a broken file
        raise NoLogo(_("This file is not a PNG, JPEG or WebP picture that can be read. Choose another one.")) from error


def _as_png(file: IO[bytes]) -> bytes:
    with Image.open(file, formats=_FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise NoLogo(_("This picture has more pixels than we can open. Save it smaller and choose it again."))
        opened.draft("RGB", (EDGE * 2, EDGE * 2))
        picture = ImageOps.exif_transpose(opened).convert("RGBA" if opened.has_transparency_data else "RGB")
    picture.thumbnail((EDGE, EDGE))
    picture.info = {}
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
