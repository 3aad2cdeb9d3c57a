"""Reading what stands at somebody else's address, in bounds of place, size and time."""

import ipaddress
import socket
import ssl
import threading
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from django.utils.translation import gettext_lazy as _
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from events_service.lib.errors import DomainError

MEGABYTE = 1024 * 1024
_REDIRECTS = 5
_CHUNK = 64 * 1024
_INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa")
_GLOBAL_UNICAST, _NAT64 = ipaddress.ip_network("2000::/3"), ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotFetched(DomainError):
    """The page could not be read; the sentence says why."""


@dataclass(frozen=True)
class Fetched:
    """What was read: the address it was found at in the end, its Content-Type as sent, and the bytes, decompressed."""

    url: str
    content_type: str
    body: bytes


def fetch(url: str, *, trusted: bool, max_bytes: int = 5 * MEGABYTE, seconds: float = 10) -> Fetched:
    """Return what stands at this address, following five redirects at most.

    `trusted` is for an address that whoever runs the machine typed: it may be inside their own network. Whatever it
    redirects to must be public, as must every address that is not trusted. The connection is made to the very address
    that was checked, so a name that changes its answer leads nowhere. `seconds` is for all of it but the system's
    look-up of names, which keeps its own limit. Raises NotFetched.
    """
    ends = monotonic() + seconds
    for hop in range(_REDIRECTS + 1):
        found = _visit(url, guarded=hop > 0 or not trusted, max_bytes=max_bytes, ends=ends)
        if isinstance(found, Fetched):
            return found
        url = found
    raise NotFetched(_("This address leads from one to the next without end."))


def is_public_address(url: str) -> bool:
    """Tell whether this is an http(s) address that anybody may be sent to: no credentials, no name or number of an inner network.

    Looks nothing up. `fetch` does, and checks what comes back.
    """
    parts = _split(url)
    if parts is None or parts.username is not None or parts.password is not None:
        return False
    host = _ironed(parts.hostname or "")
    address = _literal(host)
    if address is not None:
        return _is_public(address)
    return "." in host and not host.endswith(tuple(f".{name}" for name in _INSIDE)) and not _looks_like_a_number(host)


def _split(url: str) -> SplitResult | None:
    """Return the parts of an http(s) address that has a host, or None. What browsers read differently than we do is none."""
    if any(character <= " " or character in "\\\x7f" for character in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname and port != 0 else None


def _ironed(host: str) -> str:
    """Return the host as name servers see it: full-width digits and dots are digits and dots."""
    return unicodedata.normalize("NFKC", host).replace("。", ".").rstrip(".").lower()


def _literal(host: str) -> Address | None:
    """Return the address that a host spells, also in the old ways: 2130706433, 0x7f.1, 0177.0.0.1."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if _looks_like_a_number(host) else None
    except OSError:
        return None


def _looks_like_a_number(host: str) -> bool:
    last = host.rpartition(".")[2]
    return last.isdecimal() or last.startswith("0x")


def _is_public(address: Address) -> bool:
    """Tell whether this is somewhere on the internet, also when an IPv6 address wraps an IPv4 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        return address in _GLOBAL_UNICAST and address.is_global
    return address.is_global and not address.is_multicast


def _visit(url: str, *, guarded: bool, max_bytes: int, ends: float) -> Fetched | str:
    """Return what stands here, or the address it redirects to."""
    prepared, host, port = _prepared(url, guarded=guarded)
    address = _looked_up(host, port, guarded=guarded)
    secure = prepared.startswith("https:")
    try:
        with _connected(address, port, host=host, secure=secure, ends=ends) as connection, _asked(connection, prepared) as response:
            target = response.getheader("Location") if response.status in {301, 302, 303, 307, 308} else None
            if target:
                return urljoin(prepared, target.strip())
            if response.status != 200:
                raise NotFetched(_("This address answers with an error (%(status)s).") % {"status": response.status})
            return Fetched(url=prepared, content_type=response.getheader("Content-Type") or "", body=_body(response, max_bytes))
    except ssl.SSLError as error:
        raise NotFetched(_("%(host)s has no valid certificate.") % {"host": host}) from error
    except (OSError, HTTPException, zlib.error) as error:
        raise NotFetched(_("%(host)s could not be read.") % {"host": host}) from error


def _prepared(url: str, *, guarded: bool) -> tuple[str, str, int]:
    """Return the address as it goes over the wire, its host and its port, or refuse it."""
    if _split(url) is None:
        raise NotFetched(_("This is not the address of a web page: it has to start with http:// or https://."))
    if guarded and not is_public_address(url):
        raise NotFetched(_("This address leads into a private network."))
    request = requests.PreparedRequest()
    try:
        request.prepare_url(url.partition("#")[0], params=None)
    except (requests.RequestException, ValueError) as error:
        raise NotFetched(_("This is not the address of a web page: it has to start with http:// or https://.")) from error
    prepared = str(request.url)
    parts = urlsplit(prepared)
    return prepared, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _looked_up(host: str, port: int, *, guarded: bool) -> str:
    """Return the address to connect to. One private answer is enough to refuse a guarded name."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched(_("There is no %(host)s.") % {"host": host}) from error
    numbers = [str(answer[4][0]) for answer in answers]
    if guarded and not all(_is_public(ipaddress.ip_address(number.partition("%")[0])) for number in numbers):
        raise NotFetched(_("This address leads into a private network."))
    return next((number for number in numbers if "." in number), numbers[0])  # IPv4 first: it is what works everywhere


@contextmanager
def _connected(address: str, port: int, *, host: str, secure: bool, ends: float) -> Iterator[HTTPConnection]:
    """Connect to this very address and cut the line at the deadline, whatever the other side is dripping by then."""
    connection = HTTPConnection(host, port)
    try:
        raw = socket.create_connection((address, port), timeout=max(ends - monotonic(), 0.001))
        with raw, _cut_at(ends, raw):
            connection.sock = _context().wrap_socket(raw, server_hostname=host) if secure else raw
            yield connection
    except (OSError, HTTPException, NotFetched):
        if monotonic() < ends:
            raise
    finally:
        connection.close()
    if monotonic() >= ends:
        raise NotFetched(_("%(host)s takes too long to answer.") % {"host": host})


@contextmanager
def _cut_at(ends: float, raw: socket.socket) -> Iterator[None]:
    line = raw.dup()  # TLS takes the socket over; this handle still reaches the connection
    watch = threading.Timer(ends - monotonic(), _cut, [line])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        watch.join()
        line.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # it had ended by itself
        line.shutdown(socket.SHUT_RDWR)


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)  # Python from python.org has no certificates of its own on a Mac
    return context


def _asked(connection: HTTPConnection, url: str) -> HTTPResponse:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = f":{parts.port}" if parts.port else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", f"{host}{port}")
    connection.putheader("User-Agent", "EventsService/1")
    connection.putheader("Accept", "application/json, text/html;q=0.9, */*;q=0.5")
    connection.putheader("Accept-Encoding", "identity")
    connection.putheader("Connection", "close")
    connection.endheaders()
    return connection.getresponse()


def _body(response: HTTPResponse, max_bytes: int) -> bytes:
    """Read and decompress, and stop as soon as it is more than allowed: a small file can be a big one folded up."""
    packed = response.getheader("Content-Encoding", "identity").lower() in {"gzip", "x-gzip", "deflate"}
    unpacking = zlib.decompressobj(wbits=47) if packed else None  # 47: gzip or zlib, whichever it is
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += unpacking.decompress(chunk, max_bytes + 1 - len(body)) if unpacking else chunk
        if len(body) > max_bytes:
            raise NotFetched(_("This page is too big: more than %(megabytes)s MB.") % {"megabytes": round(max_bytes / MEGABYTE, 1)})
    if response.length:
        raise NotFetched(_("This page broke off before its end."))
    return bytes(body)
