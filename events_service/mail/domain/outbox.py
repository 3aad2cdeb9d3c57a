"""Posting: what is put here in a transaction leaves once that transaction has committed, and not otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from events_service.lib.addresses import fingerprint
from events_service.lib.jobs import ring
from events_service.mail.domain import copying, suppressing
from events_service.mail.domain.copying import Copy
from events_service.mail.models import Delivery, DeliveryEvent, Fate, Message
from events_service.mail.models.delivery import DeliveryQuerySet
from events_service.mail.models.kinds import KINDS

CHUNK = 5_000
TURN = 100  # copies of one message, before other messages of its lane have their turn


@dataclass(frozen=True)
class Sender:
    """In whose name a message leaves."""

    name: str
    address: str
    reply_to: str = ""


@dataclass(frozen=True)
class CalendarPart:
    """A calendar object with slots, unfolded, lines divided by a line feed."""

    method: str
    body: str


@dataclass(frozen=True)
class Text:
    """What a message says in one language, with slots for what differs from copy to copy."""

    subject: str
    text: str
    html: str
    calendar: CalendarPart | None = None


@dataclass(frozen=True)
class Recipient:
    """Who gets a copy. `key` is the poster's own label; `values` fill the slots: words, or ISO instants, or link_version."""

    key: str
    address: str
    name: str
    language: str
    zone: str
    values: Mapping[str, Any] = field(default_factory=dict)


def open_message(
    *, key: str, kind: str, topic: str, sender: Sender, texts: Mapping[str, Text], expires_at: datetime, scope: str = ""
) -> Message:
    """Return the message with this key, made now if there is none; its texts are frozen from then on."""
    message, _ = Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "lane": KINDS[kind].lane,
            "topic": topic,
            "scope": scope,
            "sender_name": sender.name,
            "sender_address": sender.address,
            "reply_to": sender.reply_to,
            "texts": {language: asdict(text) for language, text in texts.items()},
            "expires_at": expires_at,
        },
    )
    return message


@transaction.atomic
def add(message: Message, recipients: Iterable[Recipient]) -> int:
    """Give each recipient a copy who has none yet, and one back whose copy was recalled. Return how many now wait anew.

    Repeating it adds nothing. Addresses that are not to be written to get their copy as skipped, with the reason.
    """
    wanted = {recipient.key: recipient for recipient in recipients}
    if not wanted:
        return 0
    marks = {recipient.key: fingerprint(recipient.address) for recipient in wanted.values()}
    reasons = suppressing.reasons(message, marks.values())
    copies = Delivery.objects.filter(message=message, recipient__in=wanted)
    known = dict(copies.values_list("recipient", "state"))
    added = _return(copies.filter(state=Fate.RECALLED), reasons) if Fate.RECALLED in known.values() else 0
    for key in known:
        del wanted[key]
    place = Delivery.objects.filter(message=message).count() if len(wanted) >= TURN else 0
    made = [_copy(new, marks[new.key], reasons, turn=turn // TURN) for turn, new in enumerate(wanted.values(), place)]
    copying.insert(message, made)
    ring("mail.drain")
    return added + sum(copy.state == Fate.QUEUED for copy in made)


@transaction.atomic
def recall(*, topic: str, recipient: str | None = None, kinds: Iterable[str] | None = None) -> int:
    """Take back what still waits about this topic: for one recipient or all, of some kinds or all. Return how many copies that were.

    What is leaving in this very moment is left to it, and has no second try.
    """
    about = Message.objects.filter(topic=topic, **({} if kinds is None else {"kind__in": list(kinds)}))
    copies = Delivery.objects.filter(message__in=about.values("pk"), **({} if recipient is None else {"recipient": recipient}))
    return copies.take_back(Fate.RECALLED, reason="taken back")


@transaction.atomic
def forget(*recipients: str) -> int:
    """Erase these people everywhere in the post office; that something was sent, and when, stays countable.

    What waits never leaves; what is leaving in this very moment has no second try. Return how many copies they had.
    """
    copies = Delivery.objects.filter(recipient__in=recipients)
    copies.lock_in_order()
    DeliveryEvent.objects.filter(delivery__in=copies).delete()
    copies.take_back(Fate.RECALLED, reason="forgotten")
    return copies.update(address="", address_hash="", name="", language="", zone="", values={}, provider_id="")


@transaction.atomic
def resend(delivery: Delivery, *, address: str | None = None) -> Delivery:
    """Say the same again as a message of its own, so that the old copy's Message-ID and bytes stay what they were."""
    first = Message.objects.select_for_update().get(pk=delivery.message_id)  # two who ask at once get two numbers
    stem = first.key.partition("~")[0]
    number = Message.objects.filter(key__startswith=f"{stem}~{delivery.recipient[:12]}").count() + 2
    again = Message.objects.get(pk=first.pk)
    again.pk, again.key = None, f"{stem}~{delivery.recipient[:12]}:{number}"
    again.save(force_insert=True)
    add(
        again,
        [Recipient(delivery.recipient, address or delivery.address, delivery.name, delivery.language, delivery.zone, delivery.values)],
    )
    return again.deliveries.get()


def without_copy(message: Message, key: str = "key") -> models.Q:
    """Return the condition "has no copy of this message, or one that was taken back", for rows whose label stands in column `key`."""
    copies = Delivery.objects.filter(message=message, recipient=models.OuterRef(key)).exclude(state=Fate.RECALLED)
    return models.Q(~models.Exists(copies))


def _return(recalled: DeliveryQuerySet, reasons: Mapping[str, str]) -> int:
    """Let copies that were taken back wait again, except those that must not go there any more; return how many do."""
    for mark, reason in reasons.items():
        recalled.filter(address_hash=mark).update(state=Fate.SKIPPED, reason=reason)
    return recalled.update(state=Fate.QUEUED, reason="")


def _copy(recipient: Recipient, mark: str, reasons: Mapping[str, str], *, turn: int) -> Copy:
    reason = reasons.get(mark, "")
    return Copy(
        recipient=recipient.key,
        address=recipient.address,
        address_hash=mark,
        name=recipient.name,
        language=recipient.language,
        zone=recipient.zone,
        values=dict(recipient.values),
        turn=turn,
        state=Fate.SKIPPED if reason else Fate.QUEUED,
        reason=reason,
    )
