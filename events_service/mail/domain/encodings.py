"""How words go on the wire: headers in ASCII, addresses, quoted-printable bodies, folded calendar lines. Knows no row."""

import re
import textwrap
from binascii import b2a_qp
from email.charset import Charset
from email.header import Header
from email.utils import quote

from django.utils.encoding import punycode
from icalendar.parser import Contentline

from events_service.lib.slots import plain

SOFT_BREAK = b"=\r\n"
_QUOTED = 76  # RFC 2045, 6.7
_ROW = 66  # leaves room for a header's name within 78 (RFC 5322, 2.1.1)
_LONGEST_ADDRESS = 320  # 64 and 255 around the at sign (RFC 5321, 4.5.3.1)

_LINE_END = re.compile("\r\n|\r|\n")
_UTF_8 = Charset("utf-8")

_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_WORDS = re.compile(r"[\w'-]+(?: [\w'-]+)*", re.ASCII)
_ADDRESS = re.compile(
    rf'(?:{_ATOM}(?:\.{_ATOM})*|"(?:[ !#-\[\]-~]|\\[ -~])*")@(?:[\w-]+(?:\.[\w-]+)*|\[[\w.:]+\])',
    re.ASCII,
)


def quoted(text: str) -> bytes:
    """Return the text in quoted-printable with CRLF line ends; its last line leaves room for a soft break."""
    if "\n" not in text and "\r" not in text:
        return _quoted_line(text.encode())
    return b"\r\n".join([_quoted_line(line.encode()) for line in _LINE_END.split(text)])


def _quoted_line(line: bytes) -> bytes:
    # line by line: within a longer text b2a_qp lets a space before a line end grow past the limit
    encoded = b2a_qp(line)
    if len(encoded) < _QUOTED:
        return encoded
    if len(encoded) - encoded.rfind(b"\n") > _QUOTED:
        encoded = encoded[:-1] + b"=\n" + encoded[-1:]
    return encoded.replace(b"\n", b"\r\n")


def one_line(words: str) -> str:
    """No header can be injected through a name or a title."""
    return " ".join(plain(words).split())


def header_words(text: str) -> str:
    """Return the text as a header says it: on one line, folded, in encoded words (RFC 2047) where ASCII cannot say it."""
    text = one_line(text)
    if not _is_plain(text):
        return _encoded_words(text)
    rows = [text] if len(text) <= _ROW else textwrap.wrap(text, _ROW, break_long_words=False, break_on_hyphens=False)
    return "\r\n ".join(rows) if max(map(len, rows)) <= _ROW else _encoded_words(text)


def mailbox(name: str, address: str) -> str:
    """Return a name and its address as one header says them, folded. Raises ValueError for an address that cannot be written."""
    written, phrase = wire_address(address), _phrase(name)
    if not phrase:
        return written
    last_row = phrase.rpartition("\n")[2]
    gap = " " if len(last_row) + len(written) < _ROW else "\r\n "
    return f"{phrase}{gap}<{written}>"


def wire_address(address: str) -> str:
    """Return the address with its domain in ASCII (RFC 5890). Raises ValueError, which does not repeat it, where nobody can write to it."""
    if _ADDRESS.fullmatch(address) and len(address) <= _LONGEST_ADDRESS:
        return address
    written = _with_ascii_domain(address)
    if _ADDRESS.fullmatch(written) and len(written) <= _LONGEST_ADDRESS:
        return written
    raise ValueError("This address cannot be written.")


def folded(line: str) -> bytes:
    """Return a calendar's content line folded and ended (RFC 5545, 3.1). Fill it before."""
    ready: bytes = Contentline(line).to_ical()
    return ready + b"\r\n"


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "=?" not in text  # what looks like an encoded word would be read as one


def _encoded_words(text: str) -> str:
    word = _UTF_8.header_encode(text)
    return word if len(word) <= _ROW else Header(text, _UTF_8, header_name="Subject").encode(linesep="\r\n")


def _phrase(name: str) -> str:
    """A name before an address: as it is, or quoted, or encoded (RFC 5322, 3.2.5)."""
    if _WORDS.fullmatch(name) and len(name) <= _ROW:
        return name
    name = one_line(name)
    as_quoted = f'"{quote(name)}"' if name else ""
    return as_quoted if _is_plain(name) and len(as_quoted) <= _ROW else _encoded_words(name)


def _with_ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{punycode(domain)}"  # a local part beyond ASCII would need SMTPUTF8 (RFC 6531) all the way
    except ValueError:
        return ""
