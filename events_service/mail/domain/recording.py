"""Writing down what became of a copy, at once."""

import random
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from events_service.mail.domain import leaving, office, suppressing
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.models import Delivery, DeliveryEvent, Fate, Suppression
from events_service.mail.models.kinds import KINDS, InDoubt

RETRIES = tuple(timedelta(seconds=s) * settings.MAIL_PACE for s in (30, 60, 300, 900, 3_600, 7_200))


@transaction.atomic
def record(delivery: Delivery, answer: Answer) -> bool:
    """Write what the mail service answered; tell whether the row was still ours to write. Writing the same again changes nothing."""
    if answer.verdict == Verdict.LEFT:
        return leaving.has_left(delivery, answer.provider_id)
    if answer.is_bad_mailbox:  # first: it locks its rows in their order
        suppressing.suppress(delivery.address, reason=Suppression.Reason.BOUNCED)
    fate, wait, reason = _fate(delivery, answer)
    ours = Delivery.objects.filter(pk=delivery.pk, claimed_by=delivery.claimed_by, state=Fate.SENDING)
    attempts = F("attempts") + (1 if answer.costs_an_attempt else 0)
    if not ours.update(state=fate, due_at=Now() + wait, reason=reason[:300], attempts=attempts):
        return False
    Delivery.objects.filter(pk=delivery.pk, state=Fate.QUEUED, expires_at__lte=Now()).update(state=Fate.SKIPPED, reason=leaving.TOO_LATE)
    DeliveryEvent.objects.create(delivery_id=delivery.pk, what=fate, detail=reason[:300])
    return True


def _fate(delivery: Delivery, answer: Answer) -> tuple[Fate, timedelta, str]:
    """Return what becomes of a copy that did not leave, and for what is tried again: in how long."""
    if answer.verdict == Verdict.REFUSED:
        return Fate.FAILED, timedelta(), answer.reason
    if answer.verdict == Verdict.DOUBT and KINDS[delivery.message.kind].in_doubt == InDoubt.HOLD:
        return Fate.UNKNOWN, timedelta(), answer.reason
    given_up = Fate.UNKNOWN if answer.verdict == Verdict.DOUBT else Fate.FAILED
    if answer.costs_an_attempt and delivery.attempts >= len(RETRIES):
        return given_up, timedelta(), answer.reason
    return Fate.QUEUED, _wait(delivery, answer), answer.reason


def _wait(delivery: Delivery, answer: Answer) -> timedelta:
    """Return the wait before the next attempt, spread a little, so that not all come back at once."""
    if answer.retry_after is not None:
        return min(timedelta(seconds=answer.retry_after), office.SHUT_AT_MOST)
    if answer.verdict == Verdict.DOUBT and not answer.costs_an_attempt:
        return timedelta()  # its worker died: nothing was wrong with the copy or with the way out
    wait: timedelta = RETRIES[min(delivery.attempts, len(RETRIES) - 1)]
    return wait * random.uniform(0.8, 1.2)  # noqa: S311  not a secret
