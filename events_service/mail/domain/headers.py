"""The headers of a copy beside who, to whom and what about: what they all share, and what is its own."""

from events_service.mail.domain.filling import Filling


def shared(*, language: str, scope: str, mail_domain: str) -> dict[str, str]:
    """Return the headers that all copies of a message in one language share; an empty scope is one that nobody can leave."""
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Content-Language": language}
    if scope:
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
        headers["List-Id"] = f"<{scope.replace(':', '-')}.{mail_domain}>"
    return headers


def own(filling: Filling, *, mail_domain: str, unsubscribe: str) -> dict[str, str]:
    """Return the headers of this copy alone; `unsubscribe` is the address to write to, empty where nobody can leave."""
    number = str(filling.delivery.pk)
    headers = {"Message-ID": f"<{number}@{mail_domain}>", "X-Delivery-ID": number}
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{filling['link', 'stop']}>, <mailto:{unsubscribe}?subject=unsubscribe>"
    return headers
