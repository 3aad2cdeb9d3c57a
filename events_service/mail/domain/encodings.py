"""How words go on the wire: headers in ASCII, addresses, quoted-printable bodies, folded calendar lines. Knows no row."""

import re
import textwrap
from binascii import b2a_qp
from email.header import Header
from email.utils import quote

from django.utils.encoding import punycode
from icalendar.parser import Contentline

from events_service.lib.slots import plain

SOFT_BREAK = b"=\r\n"
_QUOTED = 76  # RFC 2045, 6.7
_ROW = 66  # leaves room for a header's name within 78 (RFC 5322, 2.1.1)
_LONGEST_ADDRESS = 320  # 64 and 255 around the at sign (RFC 5321, 4.5.3.1)

_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ATOMS = re.compile(f"{_ATOM}(?: {_ATOM})*", re.ASCII)
_ADDRESS = re.compile(
    rf'(?:{_ATOM}(?:\.{_ATOM})*|"(?:[ !#-\[\]-~]|\\[ -~])*")@(?:[\w-]+(?:\.[\w-]+)*|\[[\w.:]+\])',
    re.ASCII,
)


def quoted(text: str) -> bytes:
    """Return the text in quoted-printable with CRLF line ends; its last line leaves room for a soft break."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode().split(b"\n")
    return b"\r\n".join([_quoted_line(line) for line in lines])


def _quoted_line(line: bytes) -> bytes:
    # line by line: within a longer text b2a_qp lets a space before a line end grow past the limit
    rows = b2a_qp(line).split(b"\n")
    if len(rows[-1]) == _QUOTED:
        rows[-1:] = [rows[-1][:-1] + b"=", rows[-1][-1:]]
    return b"\r\n".join(rows)


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
    written, phrase = wire_address(address), _phrase(one_line(name))
    if not phrase:
        return written
    last_row = phrase.rpartition("\n")[2]
    gap = " " if len(last_row) + len(written) < _ROW else "\r\n "
    return f"{phrase}{gap}<{written}>"


def wire_address(address: str) -> str:
    """Return the address with its domain in ASCII (RFC 5890). Raises ValueError, which does not repeat it, where nobody can write to it."""
    written = address if _ADDRESS.fullmatch(address) else _with_ascii_domain(address)
    if len(written) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(written):
        raise ValueError("This address cannot be written.")
    return written


def folded(line: str) -> bytes:
    """Return a calendar's content line folded and ended (RFC 5545, 3.1). Fill it before."""
    ready: bytes = Contentline(line).to_ical()
    return ready + b"\r\n"


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "=?" not in text  # what looks like an encoded word would be read as one


def _encoded_words(text: str) -> str:
    return Header(text, "utf-8", header_name="Reply-To").encode(linesep="\r\n")


def _phrase(name: str) -> str:
    """A name before an address: as it is, or quoted, or encoded (RFC 5322, 3.2.5)."""
    if _is_plain(name):
        phrase = name if not name or _ATOMS.fullmatch(name) else f'"{quote(name)}"'
        if len(phrase) <= _ROW:
            return phrase
    return _encoded_words(name)


def _with_ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{punycode(domain)}"  # a local part beyond ASCII would need SMTPUTF8 (RFC 6531) all the way
    except ValueError:
        return ""
