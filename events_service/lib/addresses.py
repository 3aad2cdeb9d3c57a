"""Email addresses: the form that is compared, the form that may be shown, the form that may be kept for ever."""

import contextlib
import hashlib
import hmac
import unicodedata
from functools import lru_cache

from django.conf import settings


def normalized(address: str) -> str:
    """Return the form in which two spellings of one address are equal: case, Unicode and IDN are ironed out."""
    if address.isascii():
        return address.strip().lower()
    local, _, domain = unicodedata.normalize("NFKC", address.strip()).casefold().rpartition("@")
    with contextlib.suppress(UnicodeError):  # a label of over 63 characters; the form has refused it before
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}"


def masked(address: str) -> str:
    """Return what may stand on a page: the first letter and the domain's ending, like `r•••@v•••.org`."""
    local, _, domain = address.rpartition("@")
    name, _, ending = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{ending}"


def fingerprint(address: str) -> str:
    """Return a keyed hash of the address: enough to recognise it again, useless to whoever steals the table."""
    return hmac.digest(_secret(settings.SECRET_KEY), normalized(address).encode(), "sha256").hex()


@lru_cache
def _secret(key: str) -> bytes:
    return hashlib.sha256(b"addresses " + key.encode()).digest()
