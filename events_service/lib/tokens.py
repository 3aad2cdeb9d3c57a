"""Personal links: derived, never stored.

A token is the row's key and an HMAC over purpose, key and the version on the row. Raising the version revokes every
link made before; a link of one purpose is of no use for another.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Literal

from django.conf import settings

Purpose = Literal["my", "join", "stop", "inbox", "address", "invitation", "speaking", "door", "badge"]
_KEY_BYTES, _MAC_BYTES = 16, 18


def personal_token(purpose: Purpose, key: str, version: int) -> str:
    """Return the secret part of a personal link, 46 characters safe in a path. `key` is 32 hexadecimal digits."""
    return urlsafe_b64encode(bytes.fromhex(key) + _mac(purpose, key, version)).rstrip(b"=").decode()


def key_of(token: str) -> str | None:
    """Return the key that a token claims, or None for what was never a token. Prove it with `is_genuine`."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    return raw[:_KEY_BYTES].hex() if len(raw) == _KEY_BYTES + _MAC_BYTES else None


def is_genuine(token: str, purpose: Purpose, key: str, version: int) -> bool:
    """Tell, in constant time, whether this token was made for this purpose, key and version."""
    return hmac.compare_digest(token.encode(), personal_token(purpose, key, version).encode())


def personal_address(purpose: Purpose, key: str, version: int, language: str) -> str:
    """Return the whole personal link in the reader's language."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{settings.SITE_URL}{prefix}/{purpose}/{personal_token(purpose, key, version)}/"


def _mac(purpose: str, key: str, version: int) -> bytes:
    return hmac.digest(_secret(settings.SECRET_KEY), f"{purpose}:{key}:{version}".encode(), "sha256")[:_MAC_BYTES]


@lru_cache
def _secret(key: str) -> bytes:
    return hashlib.sha256(b"personal links " + key.encode()).digest()
