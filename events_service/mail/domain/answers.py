"""What a mail service's answer means: translated once, here, from SMTP's and HTTP's many ways of saying it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from enum import Enum
from smtplib import SMTPConnectError, SMTPHeloError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailError, AnymailRecipientsRefused, AnymailRequestsAPIError
from django.utils import timezone
from requests import Response
from requests.exceptions import ConnectTimeout, InvalidURL, MissingSchema, ProxyError, SSLError
from urllib3.exceptions import NewConnectionError


class Verdict(Enum):
    """What it means for the copy: it left; try this one later; never this one; the way out is closed for all; nobody knows."""

    LEFT = "left"
    LATER = "later"
    REFUSED = "refused"
    CLOSED = "closed"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Answer:
    """What became of one attempt. `reason` names no address. `retry_after` in seconds, where the service said so."""

    verdict: Verdict
    reason: str = ""
    provider_id: str = ""
    retry_after: float | None = None
    is_bad_mailbox: bool = False
    costs_an_attempt: bool = True


class TakenBack(Exception):
    """While the door was being opened the copy was taken back, or became stale: it has not left, and is settled."""


class ClosedBefore(Exception):
    """The connection ended before the text was handed over: the copy has not left."""


# RFC 3463: no such mailbox, mailbox moved, mailbox disabled; and null MX (RFC 7505)
_BAD_MAILBOX = re.compile(r"\b5\.(1\.(1|3|6|10)|2\.1)\b")
# our account, our address of the service, or the service itself; 420 is SparkPost's word for a limit that is used up
_CLOSED_FOR_ALL = {401, 402, 403, 404, 405, 408, 420, 429, 500, 503}
# What Amazon SES says with 400, and what kept boto3 from asking it
_SES_CLOSED = {
    "AccountSuspendedException",
    "LimitExceededException",
    "MailFromDomainNotVerifiedException",
    "SendingPausedException",
    "ThrottlingException",
    "ConnectTimeoutError",
    "EndpointConnectionError",
    "NoCredentialsError",
    "NoRegionError",
    "PartialCredentialsError",
    "ProxyConnectionError",
    "SSLError",
}
_POSTAL_CLOSED = {"AccessDenied", "InvalidServerAPIKey", "ServerSuspended", "UnauthenticatedFromAddress"}


def closed(error: BaseException) -> Answer:
    """Return the answer to a way out that could not be opened."""
    return Answer(Verdict.CLOSED, _words(error))


def unwritable(error: Exception) -> Answer:
    """Return the answer to a copy that cannot be put into bytes: it alone pays for it."""
    return Answer(Verdict.REFUSED, f"could not be written: {type(error).__name__}")


def to(error: Exception) -> Answer:
    """Translate a failure of handing over. Of what is not known here nobody knows whether the copy left."""
    meaning = next((meaning for kinds, meaning in _MEANINGS if isinstance(error, kinds)), _doubt)
    return meaning(error)


def _doubt(error: Exception) -> Answer:
    return Answer(Verdict.DOUBT, _words(error))


def _closed_before(error: ClosedBefore) -> Answer:
    return closed(error.__cause__ or error)


def _wrongly_set_up(error: AnymailConfigurationError) -> Answer:
    return Answer(Verdict.CLOSED, f"{_words(error)} {error}")  # of this one alone the text names no address


def _refused_by_the_service(error: AnymailRecipientsRefused) -> Answer:
    """Nobody was written to, says the answer; where it names nobody at all, it says nothing."""
    response = error.response
    if isinstance(response, Response) and not response.ok:
        return _by_status(response.status_code, _words(error), response)
    status = getattr(error.email_message, "anymail_status", None)
    if status is not None and not status.recipients:
        return _doubt(error)
    return Answer(Verdict.REFUSED, "the mail service does not write to this address")


def _amazon(error: AnymailAPIError) -> Answer:
    """Amazon SES, which is asked through boto3: its errors by their names."""
    said = error.response if isinstance(error.response, dict) else {}
    name = said.get("Error", {}).get("Code") or type(error.__cause__ or error).__name__
    words = f"{type(error).__name__}: {name}"
    if name in _SES_CLOSED:
        return Answer(Verdict.CLOSED, words)
    return _by_status(said.get("ResponseMetadata", {}).get("HTTPStatusCode", 0), words)


def _refused_before(error: Exception) -> Answer:
    """A header, an address, a feature: nothing has left."""
    return Answer(Verdict.REFUSED, _words(error))


def _recipient_refused(error: SMTPRecipientsRefused) -> Answer:
    code, reply = next(iter(error.recipients.values()))
    return _smtp(code, reply, _words(error))


def _sender_refused(error: SMTPSenderRefused) -> Answer:
    """In whose name it leaves is not the recipient's fault: it is tried again, while somebody looks into it."""
    answer = _smtp(error.smtp_code, error.smtp_error, _words(error))
    return replace(answer, verdict=Verdict.LATER, is_bad_mailbox=False) if answer.verdict == Verdict.REFUSED else answer


def _replied(error: SMTPResponseException) -> Answer:
    return _smtp(error.smtp_code, error.smtp_error, _words(error))


def _smtp(code: int, reply: bytes | str, words: str) -> Answer:
    """RFC 5321, 4.2.1: 4xx passes, 5xx does not; 421 is the service's own trouble, and 53x our account's (RFC 4954)."""
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    if code == 421 or 530 <= code < 540 or code < 200:  # or no code at all
        return Answer(Verdict.CLOSED, words)
    if code < 500:
        return Answer(Verdict.LATER, words)
    return Answer(Verdict.REFUSED, words, is_bad_mailbox=bool(_BAD_MAILBOX.search(text[:200])))


def _http(error: AnymailRequestsAPIError) -> Answer:
    words = _words(error)
    if error.response is None:
        return Answer(Verdict.CLOSED if _never_connected(error) else Verdict.DOUBT, words)
    return _by_what_it_says(error.response, words) or _by_status(error.response.status_code, words, error.response)


def _by_status(code: int, words: str, response: Response | None = None) -> Answer:
    """RFC 9110, 15. A gateway that gave up (502, 504) says nothing about the service behind it, nor does a 2xx that makes no sense."""
    if code in _CLOSED_FOR_ALL:
        return Answer(Verdict.CLOSED, words, retry_after=_retry_after(response) if response is not None else None)
    return Answer(Verdict.REFUSED if 400 <= code < 500 else Verdict.DOUBT, words)


def _by_what_it_says(response: Response, words: str) -> Answer | None:
    """Return what the service says in words of its own, where the status alone would mislead."""
    said = _json(response)
    if said.get("name") == "invalid_idempotent_request":  # Resend: it has had this copy before, in other bytes
        return Answer(Verdict.DOUBT, words)
    if response.status_code == 409:  # Resend: this very copy is being worked on
        return Answer(Verdict.LATER, words)
    if said.get("code") == "duplicate_parameter":  # Brevo: it has had this copy before
        return Answer(Verdict.LEFT)
    if said.get("status") in ("error", "parameter-error") and response.ok:  # Postal: every answer is a 200
        is_ours = any(code in response.text for code in _POSTAL_CLOSED)
        return Answer(Verdict.CLOSED if is_ours else Verdict.REFUSED, words)
    return None


def _json(response: Response) -> dict[str, Any]:
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _never_connected(error: Exception) -> bool:
    if isinstance(error, ConnectTimeout | SSLError | ProxyError | InvalidURL | MissingSchema):
        return True
    reason = getattr(error.__cause__.args[0], "reason", None) if error.__cause__ and error.__cause__.args else None
    return isinstance(reason, NewConnectionError)


def _retry_after(response: Response) -> float | None:
    """Return the seconds that Retry-After asks for: a number or a date (RFC 9110, 10.2.3)."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - timezone.now()).total_seconds())
    except (ValueError, TypeError):
        return None


def _words(error: BaseException) -> str:
    """Name the failure without its text, which may repeat the address: its kind and its code."""
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None)
    if isinstance(error, SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    name = "connection" if isinstance(error, AnymailRequestsAPIError) and code is None else type(error).__name__
    return f"{name}: {code}" if code else name


_MEANINGS: tuple[tuple[Any, Callable[[Any], Answer]], ...] = (  # the first that fits
    (ClosedBefore, _closed_before),
    (SMTPRecipientsRefused, _recipient_refused),
    ((SMTPConnectError, SMTPHeloError, ConnectionRefusedError), closed),
    (SMTPSenderRefused, _sender_refused),
    (SMTPResponseException, _replied),
    (AnymailRequestsAPIError, _http),
    (AnymailConfigurationError, _wrongly_set_up),
    (AnymailRecipientsRefused, _refused_by_the_service),
    (AnymailAPIError, _amazon),
    ((AnymailError, ValueError), _refused_before),
)
