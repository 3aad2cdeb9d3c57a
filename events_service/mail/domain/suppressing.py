"""Who is not to be written to, and why."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from events_service.lib.addresses import fingerprint
from events_service.mail.models import Delivery, Fate, Message, Suppression
from events_service.mail.models.kinds import KINDS, StoppedBy

Reason = Suppression.Reason

_STOPPED: dict[Reason, list[str]] = {
    Reason.BOUNCED: list(KINDS),
    Reason.COMPLAINED: [name for name, kind in KINDS.items() if not kind.asked_for],
    Reason.LEFT: [name for name, kind in KINDS.items() if kind.stopped_by == StoppedBy.ALL],
}


@transaction.atomic
def suppress(address: str, *, reason: Reason, scope: str = "") -> None:
    """Write to this address no more: about `scope`, or for an empty scope about all that this reason stops."""
    mark = fingerprint(address)
    Suppression.objects.get_or_create(address_hash=mark, scope=scope, reason=reason)
    stopped = Message.objects.filter(kind__in=_STOPPED[reason], **({"scope": scope} if reason == Reason.LEFT else {}))
    Delivery.objects.filter(address_hash=mark, message__in=stopped).take_back(Fate.SKIPPED, reason=_in_english(reason))


def lift(address: str, *, scope: str) -> None:
    """Write about this scope again: the person asked for it."""
    Suppression.objects.filter(address_hash=fingerprint(address), scope=scope, reason=Reason.LEFT).delete()


def has_left(address: str, *, scope: str) -> bool:
    """Tell whether this address asked not to be written to about this scope."""
    return Suppression.objects.filter(address_hash=fingerprint(address), scope=scope, reason=Reason.LEFT).exists()


def reasons(message: Message, marks: Iterable[str]) -> dict[str, str]:
    """Return why a message must not go to some of these addresses, both as fingerprints; who may be written to is not in it."""
    rows = Suppression.objects.filter(Q(scope="") | Q(scope=message.scope), address_hash__in=set(marks))
    return {row.address_hash: _in_english(Reason(row.reason)) for row in rows if _stops(message, Reason(row.reason), row.scope)}


def stopped(copies: Iterable[Delivery]) -> set[UUID]:
    """Return which of these copies would not be sent if they were posted now, in one query."""
    copies = list(copies)
    rows = Suppression.objects.filter(address_hash__in={copy.address_hash for copy in copies})
    known = [(row.address_hash, Reason(row.reason), row.scope) for row in rows]
    return {
        copy.pk for copy in copies for mark, reason, scope in known if mark == copy.address_hash and _stops(copy.message, reason, scope)
    }


def unreachable(addresses: Iterable[str]) -> int:
    """Count the addresses whose mailbox does not exist or who marked our mail as spam: they will not learn of a change."""
    marks = {fingerprint(address) for address in addresses}
    hard = (Reason.BOUNCED, Reason.COMPLAINED)
    return Suppression.objects.filter(address_hash__in=marks, reason__in=hard).values("address_hash").distinct().count()


def hard_reasons() -> list[str]:
    """Return the reasons, as copies that were not sent keep them, for which no mail reaches an address."""
    return [_in_english(reason) for reason in (Reason.BOUNCED, Reason.COMPLAINED)]


def unwilling(addresses: Iterable[str], *, kind: str, scope: str) -> int:
    """Count the addresses that a message of this kind about this scope would not be sent to."""
    return len(reasons(Message(kind=kind, scope=scope), [fingerprint(address) for address in addresses]))


def _stops(message: Message, reason: Reason, scope: str) -> bool:
    return message.kind in _STOPPED[reason] and (reason != Reason.LEFT or scope == message.scope)


def _in_english(reason: Reason) -> str:
    """Return the reason as rows keep it, whoever's page it is written from."""
    with translation.override("en"):
        return str(reason.label)
