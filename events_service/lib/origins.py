"""Where a form was sent from, and when the page with it was made: what keeps machines out of forms without an account."""

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing

LONGEST = timedelta(days=2)
_SALT = "when a form was shown"


def is_from_elsewhere(headers: Mapping[str, str], host: str) -> bool:
    """Tell whether a page of another site sent this; old browsers only name the origin, and programs neither."""
    if site := headers.get("Sec-Fetch-Site"):
        return site == "cross-site"
    origin = headers.get("Origin")
    return origin is not None and origin not in {f"{scheme}://{host}" for scheme in ("http", "https")}


def shown_now(form: str) -> str:
    """Return a mark that says when this form was shown, which nobody can make up."""
    return signing.TimestampSigner(salt=_SALT).sign(form)


def was_shown(mark: str, form: str, *, least: timedelta) -> bool:
    """Tell whether the mark is of this form, at least `least` old and of these days: nobody reads and writes faster."""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        is_this = signer.unsign(mark, max_age=LONGEST) == form
    except signing.BadSignature:
        return False
    try:
        signer.unsign(mark, max_age=least)
    except signing.SignatureExpired:
        return is_this
    return False
