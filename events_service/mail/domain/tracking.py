"""What became of a copy after it left, as the mail service tells it: once or more often, in any order, early or late."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce, Now

from events_service.mail.domain import suppressing
from events_service.mail.domain.bounces import Why
from events_service.mail.models import Delivery, DeliveryEvent, Fate, Suppression

log = logging.getLogger(__name__)

SOFT_BOUNCES = 3  # in a row: that many copies that did not arrive for now, none that did, and the mailbox counts as gone
IN_A_ROW = timedelta(days=30)


class What(StrEnum):
    """What happened, in the mail service's words made one."""

    TAKEN = "taken"
    SENT = "sent"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    REFUSED = "refused"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    LEFT = "left"


@dataclass(frozen=True)
class News:
    """One event. It names the copy by our number, or by the mail service's; `recipient` is a fingerprint, `code` a bare code."""

    service: str
    what: What
    number: str = ""
    provider_id: str = ""
    event_id: str = ""
    recipient: str = ""
    happened_at: datetime | None = None
    why: Why | None = None
    code: str = ""

    @property
    def key(self) -> str:
        """What makes it this event and no other, where the service itself does not say."""
        parts = [self.event_id] if self.event_id else [self.provider_id, self.number, self.what, str(self.happened_at), self.recipient]
        return f"{self.service}:{sha256(chr(0).join(parts).encode()).hexdigest()}"

    @property
    def words(self) -> str:
        return " ".join(filter(None, (self.why, self.code)))


# What left is not pulled back, and nothing lifts a bounce or a complaint. A copy that waits to be sent again because nobody knew
# whether it had left is taken out of the queue by whatever shows that it had; a refusal leaves it there to be tried.
_WAITS = (Fate.QUEUED, Fate.CLAIMED)
_NOBODY_KNEW = (Fate.SENDING, Fate.UNKNOWN)
_OUT = (Fate.FAILED, Fate.SKIPPED, Fate.RECALLED)
_MOVES: dict[What, tuple[Fate, tuple[Fate, ...]]] = {
    What.TAKEN: (Fate.SENT, (*_WAITS, *_NOBODY_KNEW, *_OUT)),
    What.SENT: (Fate.SENT, (*_WAITS, *_NOBODY_KNEW, *_OUT)),
    What.DEFERRED: (Fate.SENT, (*_WAITS, *_NOBODY_KNEW, *_OUT)),
    What.DELIVERED: (Fate.DELIVERED, (*_WAITS, *_NOBODY_KNEW, *_OUT, Fate.SENT)),
    What.REFUSED: (Fate.FAILED, (*_NOBODY_KNEW, Fate.SENT)),
    What.BOUNCED: (Fate.BOUNCED, (*_WAITS, *_NOBODY_KNEW, *_OUT, Fate.SENT, Fate.DELIVERED)),
    What.COMPLAINED: (Fate.COMPLAINED, (*_WAITS, *_NOBODY_KNEW, *_OUT, Fate.SENT, Fate.DELIVERED, Fate.BOUNCED)),
}
_STOPS = {
    Why.NO_MAILBOX: Suppression.Reason.BOUNCED,
    Why.COMPLAINT: Suppression.Reason.COMPLAINED,
    Why.LEFT: Suppression.Reason.LEFT,
}


@transaction.atomic
def take(news: News) -> bool:
    """Learn what became of a copy; tell whether it was new. The same again, or of a copy that is not ours, changes nothing."""
    delivery = _find(news)
    if delivery is None:
        log.info("%s told of a copy that is not ours: %s.", news.service, news.what)
        return False
    happened = {"happened_at": news.happened_at} if news.happened_at else {}
    event, is_new = DeliveryEvent.objects.get_or_create(
        provider_event_id=news.key, defaults={"delivery": delivery, "what": news.what, "detail": news.words, **happened}
    )
    if is_new:
        _stop(delivery, news, event)  # first: it locks its rows in their order
        _move(delivery, news)
    return is_new


def _find(news: News) -> Delivery | None:
    """Return the copy. One whose reader was forgotten is nobody's any more, and one that never was handed over has no news."""
    ours = Delivery.objects.filter(first_attempt_at__isnull=False).exclude(address="").select_related("message").defer("message__texts")
    number = _number(news.number) or _number(news.provider_id.strip("<").partition("@")[0])  # Mailgun's name for it is our Message-ID
    found = ours.filter(pk=number).first() if number else None
    if found is None and news.provider_id:
        found = ours.filter(provider_id=news.provider_id).exclude(provider_id="").first()  # as the index says it
    return found


def _number(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _move(delivery: Delivery, news: News) -> None:
    """Bring the copy to what the news say, where that is a step forward. The UPDATE decides, whoever else writes just now."""
    if news.what not in _MOVES:
        return
    fate, before = _MOVES[news.what]
    Delivery.objects.filter(pk=delivery.pk, state__in=before).update(
        state=fate,
        reason=news.words if fate not in (Fate.SENT, Fate.DELIVERED) else "",
        sent_at=Coalesce("sent_at", Now()),
        provider_id=Case(When(provider_id="", then=Value(news.provider_id[:200])), default=F("provider_id")),
    )


def _stop(delivery: Delivery, news: News, event: DeliveryEvent) -> None:
    """Write no more to who does not exist, has complained or wants no more of it."""
    if news.why == Why.LEFT and not delivery.message.scope:
        return
    if news.why in _STOPS:
        scope = delivery.message.scope if news.why == Why.LEFT else ""
        suppressing.suppress(delivery.address, reason=_STOPS[news.why], scope=scope)
    elif news.what == What.BOUNCED and news.why == Why.FOR_NOW and _soft_bounces(delivery, event) >= SOFT_BOUNCES:
        suppressing.suppress(delivery.address, reason=Suppression.Reason.BOUNCED)


def _soft_bounces(delivery: Delivery, event: DeliveryEvent) -> int:
    """Count the copies to this address that bounced for now within the days before this one, since the last that arrived."""
    event.refresh_from_db(fields=["happened_at"])
    since = event.happened_at - IN_A_ROW
    about = DeliveryEvent.objects.filter(delivery__address_hash=delivery.address_hash, happened_at__range=(since, event.happened_at))
    arrived = about.filter(what=What.DELIVERED).order_by("-happened_at").values_list("happened_at", flat=True).first()
    bounced = about.filter(what=What.BOUNCED, happened_at__gt=arrived or since)
    return bounced.values("delivery").distinct().count()
