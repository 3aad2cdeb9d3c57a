"""Whether a sender's domain vouches in DNS for the mail service that writes in its name: SPF, DKIM, DMARC; and whether replies arrive."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dns.exception import DNSException
from dns.rdatatype import RdataType
from dns.resolver import NXDOMAIN, NoAnswer, resolve

from events_service.mail.domain.providers import Provider

SECONDS = 5.0
LOOKUPS = 10  # that an SPF record may cause (RFC 7208, 4.6.4)
OF_EVERYBODY = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com", "aol.com"),
        *("icloud.com", "me.com", "proton.me", "protonmail.com", "gmx.com", "gmx.net", "gmx.de", "web.de", "mail.ru", "yandex.ru"),
    }
)
_SPF = re.compile(r"v=spf1(\s|$)", re.IGNORECASE)
_DMARC = re.compile(r"v=DMARC1\s*(;|$)")
_REFERRED = re.compile(r"(?:include:|redirect=)([^\s%]+)(?:\s|$)", re.IGNORECASE)  # without macros
_KEY = re.compile(r"(.*;)?\s*p\s*=\s*[A-Za-z0-9+/]")  # an empty one is revoked (RFC 6376, 3.6.1)


class Mark(StrEnum):
    """How something stands."""

    RIGHT = "right"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Standing:
    """How one thing stands, in a sentence, with the DNS record to add where one is missing."""

    what: str
    mark: Mark
    sentence: str
    record: str = ""


class Unanswered(Exception):
    """DNS cannot be asked from here."""


def of(domain: str, provider: Provider | None, *, selectors: Iterable[str] = ()) -> list[Standing]:
    """Return what DNS says of this domain, as far as mail through this service is concerned. Raises Unanswered.

    `selectors` are the names of the domain's DKIM keys, for services that give each domain its own.
    """
    service = provider or Provider("the mail service")
    if domain in OF_EVERYBODY and domain not in service.hosts:
        return [
            Standing(
                "domain",
                Mark.MISSING,
                f"Everybody has addresses at {domain}, and only its owner can vouch for them. Take a sender at a domain of your own.",
            )
        ]
    if _ask(domain, RdataType.SOA) is None:
        if not _ask(".", RdataType.NS):
            raise Unanswered("the resolver does not know the root")
        return [Standing("domain", Mark.MISSING, f"There is no domain {domain}. Is it spelled as it should be?")]
    return [_spf(domain, service), _dkim(domain, service, tuple(selectors)), _dmarc(domain), _mx(domain)]


def _spf(domain: str, service: Provider) -> Standing:
    """RFC 7208: one record says which servers may write in the domain's name."""
    records = _texts(domain, _SPF)
    if len(records) > 1:
        return Standing("SPF", Mark.MISSING, "There are several SPF records, which counts as an error (RFC 7208, 4.5). Make one of them.")
    if service.takes_bounces:
        return Standing("SPF", Mark.RIGHT, f"{service.name} takes bounces at a domain of its own; SPF is not asked of {domain}.")
    if not service.spf:
        return _spf_of_a_stranger(domain, service, records)
    if not records:
        sentence = f"Nothing says that {service.name} may write in the name of {domain}."
        return Standing("SPF", Mark.MISSING, sentence, _txt(domain, f"v=spf1 include:{service.spf} ~all"))
    if _reaches(records[0], service.spf):
        return Standing("SPF", Mark.RIGHT, f"The record allows {service.name}.")
    amended = _SPF.sub(f"v=spf1 include:{service.spf} ", records[0], count=1)
    return Standing("SPF", Mark.MISSING, f"The record does not allow {service.name}. Change it.", _txt(domain, amended.strip()))


def _spf_of_a_stranger(domain: str, service: Provider, records: list[str]) -> Standing:
    if records:
        return Standing("SPF", Mark.UNKNOWN, f"There is a record; see for yourself that it allows {service.name}: {records[0]}")
    server = service.hosts[0] if service.hosts else "SERVER"
    sentence = f"Nothing says that {service.name} may write in the name of {domain}."
    return Standing("SPF", Mark.MISSING, sentence, _txt(domain, f"v=spf1 a:{server} ~all"))


def _reaches(record: str, wanted: str) -> bool:
    """Tell whether the record includes this name, itself or through what it includes."""
    to_ask, asked = _REFERRED.findall(record), set[str]()
    while to_ask and len(asked) < LOOKUPS:
        name = to_ask.pop(0).rstrip(".").lower()
        if name == wanted:
            return True
        if name not in asked:
            asked.add(name)
            to_ask += [further for text in _texts(name, _SPF) for further in _REFERRED.findall(text)]
    return False


def _dkim(domain: str, service: Provider, selectors: tuple[str, ...]) -> Standing:
    """RFC 6376: under each selector stands the key by which what the service signed is recognised."""
    names = selectors or service.selectors
    if not names:
        sentence = f"{service.name} gives each domain a selector of its own. Look it up there and ask again with --selector NAME."
        return Standing("DKIM", Mark.UNKNOWN, sentence)
    found = [name for name in names if _texts(f"{name}._domainkey.{domain}", _KEY)]
    if found:
        return Standing("DKIM", Mark.RIGHT, f"There is a key under {' and '.join(found)}.")
    sentence = (
        f"There is no key under {', '.join(names)}: what is signed for {domain} cannot be recognised. "
        f"Add the records that {service.name} shows for the domain; if it shows another selector, ask again with --selector NAME."
    )
    return Standing("DKIM", Mark.MISSING, sentence, f"{names[0]}._domainkey.{domain}  as {service.name} shows it")


def _dmarc(domain: str) -> Standing:
    """RFC 7489: what is to become of mail that neither SPF nor DKIM vouches for. A domain without a record has its parent's."""
    for name in _upwards(domain):
        records = _texts(f"_dmarc.{name}", _DMARC)
        if len(records) > 1:
            return Standing("DMARC", Mark.MISSING, f"There are several records at _dmarc.{name}, and so none counts. Keep one.")
        if records:
            return _policy(records[0], is_parents=name != domain)
    record = _txt(f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}")
    return Standing("DMARC", Mark.MISSING, "There is no record, and large mailbox services ask for one.", record)


def _policy(record: str, *, is_parents: bool) -> Standing:
    tags = {key.strip().lower(): value.strip().lower() for key, _, value in (tag.partition("=") for tag in record.split(";"))}
    policy = (tags.get("sp") if is_parents else None) or tags.get("p") or "none"
    means = {
        "none": "What nobody vouches for is let through: good to begin with, quarantine later.",
        "quarantine": "What nobody vouches for goes to spam.",
        "reject": "What nobody vouches for is turned away: be sure of SPF and DKIM.",
    }
    return Standing("DMARC", Mark.RIGHT, f"The policy is {policy}. {means.get(policy, '')}".strip())


def _mx(domain: str) -> Standing:
    """RFC 5321, 5.1: who takes mail for the domain; without an MX record its own address does."""
    servers = [str(answer.exchange) for answer in _ask(domain, RdataType.MX) or ()]
    if servers == ["."]:  # RFC 7505
        return Standing("replies", Mark.MISSING, f"{domain} says that it takes no mail: replies and bounces do not arrive.")
    if servers:
        return Standing("replies", Mark.RIGHT, f"Replies go to {servers[0].rstrip('.')}.")
    if _ask(domain, RdataType.A) or _ask(domain, RdataType.AAAA):
        return Standing("replies", Mark.UNKNOWN, f"There is no MX record; replies go to {domain} itself. Does it take mail?")
    sentence = f"Nobody takes mail for {domain}: replies do not arrive, and many turn away mail from it."
    return Standing("replies", Mark.MISSING, sentence, f"{domain}  MX  10 SERVER.")


def _upwards(domain: str) -> list[str]:
    """Return the domain and its parents down to two labels."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]


def _texts(name: str, looks: re.Pattern[str]) -> list[str]:
    """Return the TXT records of this name that look so."""
    texts = [b"".join(answer.strings).decode(errors="replace") for answer in _ask(name, RdataType.TXT) or ()]
    return [text for text in texts if looks.match(text)]


def _ask(name: str, kind: RdataType) -> Sequence[Any] | None:
    """Return the answers, none or more; None where there is no such name at all."""
    try:
        return list(resolve(name, kind, lifetime=SECONDS))
    except NXDOMAIN:
        return None
    except NoAnswer:
        return ()
    except DNSException as error:
        raise Unanswered(type(error).__name__) from error


def _txt(name: str, text: str) -> str:
    return f'{name}  TXT  "{text}"'
