"""What became of what was sent, counted by the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Now

from events_service.mail.domain import outbox, suppressing
from events_service.mail.models import Delivery, Fate
from events_service.mail.models.delivery import DeliveryQuerySet

LEFT = (Fate.SENT, Fate.DELIVERED)
IN_TRANSIT = (Fate.QUEUED, Fate.CLAIMED, Fate.SENDING)
TROUBLED = (Fate.BOUNCED, Fate.COMPLAINED, Fate.FAILED, Fate.UNKNOWN)
OUT = (*TROUBLED, Fate.SKIPPED)

Fates = dict[str, dict[Fate, int]]


@dataclass(frozen=True)
class Copies:
    """How many copies left, are in transit, are in trouble, or came to rest in another way."""

    left: int
    in_transit: int
    troubled: int
    other: int

    @property
    def total(self) -> int:
        """How many there are to speak of."""
        return self.left + self.in_transit + self.troubled


def of(*, topic: str | None = None, recipient: str | None = None) -> Fates:
    """Return, by kind, how many copies about this topic (or to this recipient) met which fate."""
    copies = Delivery.objects.exclude(state__in=TROUBLED, seen_to_at__isnull=False)
    if topic is not None:
        copies = copies.filter(message__topic=topic)
    if recipient is not None:
        copies = copies.filter(recipient=recipient)
    return _counted(copies)


def summed(*counts: dict[Fate, int]) -> Copies:
    """Return what became of copies, of one kind or of several together."""
    left, in_transit, troubled = (sum(count.get(fate, 0) for count in counts for fate in which) for which in (LEFT, IN_TRANSIT, TROUBLED))
    return Copies(left, in_transit, troubled, sum(sum(count.values()) for count in counts) - left - in_transit - troubled)


def of_message(key: str) -> Fates:
    """Return the same for one message and what was said again of it; its parts are those whose key goes on after a colon."""
    return _counted(_copies_of(key).exclude(state__in=OUT, seen_to_at__isnull=False))


def troubled(*, topic: str, key: str | None = None) -> DeliveryQuerySet:
    """Return the copies about this topic, or of this message, that did not arrive or nobody knows of, until somebody has seen to them."""
    copies = Delivery.objects.filter(message__topic=topic) if key is None else _copies_of(key).filter(message__topic=topic)
    states = TROUBLED if key is None else OUT
    return copies.filter(state__in=states, seen_to_at=None).select_related("message").defer("message__texts").order_by("-due_at", "pk")


def may_be_said_again(copies: Iterable[Delivery]) -> set[UUID]:
    """Return for which of these copies it could help to send them again: not stale, and the address neither dead nor unwilling."""
    copies = list(copies)
    hopeless = suppressing.stopped(copies)
    return {copy.pk for copy in copies if copy.state in (Fate.FAILED, Fate.UNKNOWN) and not copy.is_stale and copy.pk not in hopeless}


def say_again(delivery: Delivery) -> None:
    """Send it again as a message of its own; the old copy is seen to."""
    if leave(delivery):
        outbox.resend(delivery)


def leave(delivery: Delivery) -> bool:
    """Leave it as it is: somebody has seen to it. Tell whether nobody had before."""
    return bool(Delivery.objects.filter(pk=delivery.pk, seen_to_at=None).update(seen_to_at=Now()))


def _copies_of(key: str) -> DeliveryQuerySet:
    return Delivery.objects.filter(Q(message__key=key) | Q(message__key__startswith=f"{key}:") | Q(message__key__startswith=f"{key}~"))


def _counted(copies: DeliveryQuerySet) -> Fates:
    fates: Fates = {}
    for kind, state, count in copies.values_list("message__kind", "state").annotate(count=Count("pk")).order_by():
        fates.setdefault(kind, {})[Fate(state)] = count
    return fates


def latest(recipients: list[str], *, kinds: tuple[str, ...]) -> dict[str, Fate]:
    """Return, by recipient, the fate of the newest copy of these kinds."""
    rows = (
        Delivery.objects.filter(recipient__in=recipients, message__kind__in=kinds).order_by("created_at").values_list("recipient", "state")
    )
    return {recipient: Fate(state) for recipient, state in rows}


def bounced_for(key: str) -> Q:
    """Return the condition "no mail reaches this address", for rows whose label stands in column `key`: as their own copies tell."""
    gone = Q(state__in=(Fate.BOUNCED, Fate.COMPLAINED)) | Q(state=Fate.SKIPPED, reason__in=suppressing.hard_reasons())
    return Q(Exists(Delivery.objects.filter(gone, recipient=OuterRef(key))))
