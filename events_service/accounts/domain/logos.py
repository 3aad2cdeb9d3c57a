"""Logos: whatever picture comes in, a small clean PNG is what is kept."""

from io import BytesIO
from typing import IO

from events_service.lib import pictures

EDGE = 512


def cleaned(file: IO[bytes], *, size: int) -> bytes:
    """Return the picture as a PNG of at most 512 pixels a side, upright, without anything the camera wrote into it. Raises NoPicture."""
    picture = pictures.upright(file, size=size, edge=EDGE)
    picture.thumbnail((EDGE, EDGE))
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
