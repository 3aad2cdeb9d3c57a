"""Answers for an operator, in whole sentences."""

from collections.abc import Iterable, Iterator

from django.conf import settings

from events_service.mail.domain import carriers, providers, vouching
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.domain.vouching import Mark, Standing, Unanswered
from events_service.mail.models import Delivery, Fate

_MARKS = {Mark.RIGHT: "ok", Mark.MISSING: "missing", Mark.UNKNOWN: "?"}

# The first that is found in the reason of a way out that was closed; what it means, and what to do.
_CLOSED = (
    ("ConnectionRefused", "Nobody listens at {server}. See to host and port in EMAIL_URL."),
    ("gaierror", "No machine is called so: {server}. See to the host in EMAIL_URL, and to this machine's DNS."),
    ("imeout", "{server} does not answer. Often a firewall is in between: many hosts let nobody out to port 25; 587 or 465 are open."),
    ("SSLCertVerification", "The certificate of {server} is not one for that name, or nobody known has signed it."),
    ("SSL", "TLS with {server} fails: port 587 begins in the clear (smtp+tls://), port 465 with TLS (smtp+ssl://)."),
    ("SMTPAuthentication", "{server} refused the login. See to user and password in EMAIL_URL."),
    ("SMTPNotSupported", "{server} does not offer what EMAIL_URL asks for: TLS or a login. Take another port, or smtp+tls://."),
    (
        "SMTPServerDisconnected",
        "{server} hung up. A port that begins with TLS (465) does so when it is spoken to in the clear: smtp+ssl://.",
    ),
    ("ImportError", "EMAIL_BACKEND names a module that is not here."),
    ("Configuration", "The settings of the mail service are not complete."),
    (": 401", "{server} does not know the key. See to it in ANYMAIL."),
    (": 403", "{server} knows the key and does not let it send: the account, or the sender's domain, waits for approval there."),
    (": 404", "{server} has no such address: see to EMAIL_BACKEND, and to the region or the domain in ANYMAIL."),
    (": 429", "{server} has had too many for now. MAIL_RATE and MAIL_DAILY_QUOTA keep to what it allows."),
    ("connection", "No connection to {server}. See to this machine's way to the internet."),
)
_CLOSED_SOMEHOW = "{server} takes no mail for now: its own trouble, or our account's."


def way_out() -> str:
    """Say by which way mail leaves, without user and password."""
    if carriers.in_use():
        return f"Mail leaves through the API of {_server()}."
    if providers.in_use() is None:
        folder = f" as files in {settings.EMAIL_FILE_PATH}" if settings.EMAIL_BACKEND.endswith("EmlFolder") else ""
        return f"Mail stays on this machine{folder}: no mail service is set up. Set EMAIL_URL, or EMAIL_BACKEND and ANYMAIL."
    tls = "with TLS from the start" if settings.EMAIL_USE_SSL else "with STARTTLS" if settings.EMAIL_USE_TLS else "without TLS"
    login = "with a login" if settings.EMAIL_HOST_USER else "without a login"
    return f"Mail leaves by SMTP through {_server()}, {tls}, {login}."


def domain(name: str, *, selectors: Iterable[str] = ()) -> Iterator[str]:
    """Say what DNS says of a sender's domain, line by line, with what to add."""
    yield name
    try:
        standings = vouching.of(name, providers.in_use(), selectors=selectors)
    except Unanswered as error:
        yield f"  DNS cannot be asked from here ({error}): whether this domain vouches for our mail is not known."
        return
    for standing in standings:
        yield from _standing(standing)


def _standing(standing: Standing) -> Iterator[str]:
    yield f"  {_MARKS[standing.mark]:8} {standing.what:8} {standing.sentence}"
    if standing.record:
        yield f"  {'':8} {'':8} Add: {standing.record}"


def answer(delivery: Delivery, said: Answer | None) -> str:
    """Say what the mail service answered to this copy, and what that means."""
    if said is None:
        return f"It was not sent: {delivery.reason}."
    return {
        Verdict.LEFT: _left,
        Verdict.REFUSED: _refused,
        Verdict.LATER: _later,
        Verdict.CLOSED: _closed,
        Verdict.DOUBT: _doubtful,
    }[said.verdict](said) + _afterwards(delivery)


def _left(said: Answer) -> str:
    if providers.in_use() is None:
        return "It was written. No mail service is set up, so that it went nowhere."
    number = f" as {said.provider_id}" if said.provider_id else ""
    return f"{_server()} accepted it{number}. Whether it arrives is for the mailbox to say: look there, and in its spam."


def _refused(said: Answer) -> str:
    if said.is_bad_mailbox:
        return f"{_server()} says that there is no such mailbox ({said.reason}). Nobody is written to there any more."
    why = "Often the sender's address or domain is not approved there; its own log says more."
    return f"{_server()} refused it ({said.reason}). {why}"


def _later(said: Answer) -> str:
    return f"{_server()} says later ({said.reason}): it does so with strangers (greylisting) and where a mailbox is full."


def _closed(said: Answer) -> str:
    meaning = next((meaning for mark, meaning in _CLOSED if mark in said.reason), _CLOSED_SOMEHOW)
    return f"It did not leave ({said.reason}). {meaning.format(server=_server())}"


def _doubtful(said: Answer) -> str:
    return f"Nobody knows whether it left ({said.reason}): {_server()} had the text and did not say what became of it."


def _afterwards(delivery: Delivery) -> str:
    if delivery.state != Fate.QUEUED:
        return ""
    return f" The workers try again, until {delivery.expires_at:%H:%M} UTC."


def _server() -> str:
    provider = providers.in_use()
    return provider.name if provider and carriers.in_use() else f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
