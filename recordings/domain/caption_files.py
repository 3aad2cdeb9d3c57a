"""The text of a caption file, however it was saved; what is no caption file is recognized and said."""

import codecs
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events_service.lib.errors import DomainError

LARGEST = 8 * 1024 * 1024  # ten hours of captions with every word timed are about half of it
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), 65279))
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SHARE_OF_ZEROS = 3  # a third of every other byte: Latin letters in UTF-16 without a mark


class Unreadable(DomainError):
    """There is nothing in it that could be a transcript."""

    field = "file"


def text_of(data: bytes) -> str:
    """Return the text with `\\n` between its lines and without characters that nobody sees.

    Reads UTF-8 and UTF-16, with and without a mark, and Windows-1252. Raises Unreadable for another kind of file.
    """
    if len(data) > LARGEST:
        raise Unreadable(_("This file is larger than 8 MB, which no transcript is. Is it the recording itself?"))
    for begins, sentence in _OTHERS:
        if begins(data):
            raise Unreadable(sentence)
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    if not text.strip():
        raise Unreadable(_("This file is empty."))
    start = text.lstrip()[:64].lower()
    for opening, sentence in _OTHER_TEXTS.items():
        if start.startswith(opening):
            raise Unreadable(sentence)
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _UTF16.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if encoding := _unmarked_utf16(data[:4096]):
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _unmarked_utf16(sample: bytes) -> str:
    half = len(sample) // 2
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half and sample[first::2].count(0) * _SHARE_OF_ZEROS > half and sample[1 - first :: 2].count(0) * 10 < half:
            return encoding
    return ""


def _starting(*openings: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda data: data[at : at + 16].startswith(openings)


_VIDEO = _("This is a video, a sound or a picture, not its transcript. Choose the captions: a .vtt, .srt or .txt file.")
_OTHERS: tuple[tuple[Callable[[bytes], bool], str | Promise], ...] = (
    (_starting(b"%PDF"), _("This is a PDF. Save the transcript as text (.txt), WebVTT (.vtt) or SubRip (.srt) and choose that file.")),
    (_starting(b"PK\x03\x04", b"\xd0\xcf\x11\xe0"), _("This is a Word document or an archive. Save the transcript as plain text (.txt).")),
    (_starting(b"ftyp", at=4), _VIDEO),
    (_starting(b"\x1aE\xdf\xa3", b"OggS", b"ID3", b"RIFF", b"\xff\xfb", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), _VIDEO),
    (_starting(b"\x1f\x8b"), _("This file is compressed. Unpack it and choose the captions inside.")),
)
_PAGE = _("This is a web page, not a transcript. Download the captions themselves, or copy the text and paste it.")
_XML = _("This is XML, which is not read here. Export the captions as WebVTT (.vtt) or SubRip (.srt).")
_OTHER_TEXTS: dict[str, str | Promise] = {
    "<!doctype": _PAGE,
    "<html": _PAGE,
    "<?xml": _XML,
    "<tt": _XML,
    "<transcript": _XML,
    "{\\rtf": _("This is rich text (RTF). Save it as plain text (.txt)."),
    '{"': _("This is JSON, which is not read here. Export the captions as WebVTT (.vtt) or SubRip (.srt)."),
    "{\n": _("This is JSON, which is not read here. Export the captions as WebVTT (.vtt) or SubRip (.srt)."),
    "[{": _("This is JSON, which is not read here. Export the captions as WebVTT (.vtt) or SubRip (.srt)."),
    "[\n": _("This is JSON, which is not read here. Export the captions as WebVTT (.vtt) or SubRip (.srt)."),
}
