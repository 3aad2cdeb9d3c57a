"""Taking copies in hand, giving back, and taking over from the dead.

A claim is the name of a crew on the row; it lives as long as the crew's heartbeat (see pulse.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from events_service.mail.domain import office, recording
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.domain.leaving import TOO_LATE
from events_service.mail.models import Crew, Delivery, Fate, Message
from events_service.mail.models.delivery import IN_HAND, DeliveryQuerySet
from events_service.mail.models.kinds import ANSWERS, Lane

BATCH = 50
LATELY = timedelta(days=30)
SILENCE = timedelta(seconds=10) * settings.MAIL_PACE  # before the last mark, two beats long: that crew is dead


@dataclass(frozen=True)
class Batch:
    """What one sender has in hand, and in how many seconds the first copy may leave."""

    copies: list[Delivery]
    seconds: float = 0.0
    is_shaky: bool = False


@transaction.atomic
def claim(crew: str, *, lanes: Iterable[Lane] = tuple(Lane), most: int = BATCH) -> Batch:
    """Take due copies in hand, urgent ones first. No copy is in two hands at once."""
    leave = office.ask_leave(most=most, lanes=lanes)
    if not leave.copies:
        return Batch([])
    due = Delivery.objects.due().filter(lane__in=leave.lanes)
    if leave.paused_at:
        due = due.filter(created_at__gte=leave.paused_at, message__kind__in=ANSWERS)
    ids = list(due.by_urgency().select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[: leave.copies])
    if not ids:
        return Batch([])
    Delivery.objects.filter(pk__in=ids, state=Fate.QUEUED).update(state=Fate.CLAIMED, claimed_by=crew)
    copies = list(Delivery.objects.filter(pk__in=ids, state=Fate.CLAIMED, claimed_by=crew).by_urgency())
    office.book(len(copies))
    return Batch(_with_messages(copies), leave.seconds, leave.is_shaky)


def give_back(copies: Iterable[Delivery], crew: str) -> None:
    """Give back what was claimed and not judged."""
    ours = Delivery.objects.filter(pk__in=[delivery.pk for delivery in copies], state=Fate.CLAIMED, claimed_by=crew)
    _queue_again(ours)


def take_over() -> None:
    """Settle what silent crews had in hand: claims go back to the queue; what was leaving is in doubt, and its kind decides."""
    mark = office.last_mark()
    if mark is None:
        return
    dead = Crew.objects.filter(seen_at__lt=mark - SILENCE)
    orphaned = Delivery.objects.filter(state__in=IN_HAND).exclude(claimed_by__in=Crew.objects.exclude(pk__in=dead).values("pk"))
    _queue_again(orphaned.filter(state=Fate.CLAIMED))
    for delivery in orphaned.filter(state=Fate.SENDING).select_related("message"):
        recording.record(delivery, Answer(Verdict.DOUBT, "the worker died while it was leaving", costs_an_attempt=False))
    dead.delete()


@transaction.atomic
def skip_stale() -> int:
    """Take what has become stale out of the queue; return how many copies that were. What is older falls out at its turn."""
    lately = Message.objects.filter(expires_at__lte=Now(), expires_at__gt=Now() - LATELY)
    stale = Delivery.objects.filter(message__in=lately.values("pk"), state=Fate.QUEUED)
    stale.lock_in_order()
    return stale.update(state=Fate.SKIPPED, reason=TOO_LATE)


@transaction.atomic
def _queue_again(copies: DeliveryQuerySet) -> None:
    copies.lock_in_order()
    copies.update(state=Fate.QUEUED)


def _with_messages(copies: list[Delivery]) -> list[Delivery]:
    """Give the copies of one message the same object: its texts are read once a batch."""
    messages = Message.objects.in_bulk({delivery.message_id for delivery in copies})
    for delivery in copies:
        delivery.message = messages[delivery.message_id]
    return copies
