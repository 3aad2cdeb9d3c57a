"""Why a copy did not arrive: translated once from reply codes, enhanced status codes and the mail services' own words."""

import re
from enum import StrEnum

SPAM, UNSUBSCRIBED = "spam", "unsubscribed"  # reasons that Anymail names

_POLICY = {"blocked", SPAM, "other"}
_NO_MAILBOX = {"bounced", "invalid"}
_ENHANCED = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.])")  # RFC 3463
_REPLY = re.compile(r"(?<!\d)([45])\d\d(?!\d)")
_FOR_NOW = re.compile(r"soft|transient|undetermined|temporar|general bounce|(mail|in)box (was |is )?full|quota", re.IGNORECASE)


class Why(StrEnum):
    """What stood between a copy and its reader: nobody is there; for now; it is not wanted; the reader wants no more."""

    NO_MAILBOX = "no such mailbox"
    FOR_NOW = "the mailbox does not take mail for now"
    POLICY = "refused by policy"
    COMPLAINT = "marked as spam"
    LEFT = "asked not to be written to"


def why(*, reason: str, said: str, service_says: str) -> Why:
    """Return why a copy bounced or was refused.

    `reason` is Anymail's, `said` is what the receiving server said, `service_says` the mail service's own words for it. What
    cannot be told is policy: it keeps nobody from being written to.
    """
    if reason == UNSUBSCRIBED:
        return Why.LEFT
    if reason in _POLICY:
        return Why.POLICY
    return _by_code(said) or _by_words(reason, said, service_says)


def code(said: str) -> str:
    """Return the code alone of what a server said, which may repeat the address: enhanced where there is one."""
    found = _ENHANCED.search(said) or _REPLY.search(said)
    return found[0] if found else ""


def _by_code(said: str) -> Why | None:
    """RFC 3463: X.1.Y is about the address, X.2.Y the mailbox, X.3 to X.5 the systems between, X.6 the text, X.7 policy."""
    found = _ENHANCED.search(said)
    if not found:
        return None
    kind, subject, detail = found.groups()
    if subject in {"6", "7"}:
        return Why.POLICY
    if kind == "4":
        return Why.FOR_NOW
    if (subject, detail) in {("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}:
        return Why.NO_MAILBOX
    return Why.FOR_NOW if subject in {"2", "3", "4"} else None


def _by_words(reason: str, said: str, service_says: str) -> Why:
    reply = _REPLY.match(said.strip())
    if reason == "timed_out" or (reply and reply[1] == "4") or _FOR_NOW.search(service_says):
        return Why.FOR_NOW
    return Why.NO_MAILBOX if reason in _NO_MAILBOX else Why.POLICY
