"""Sending what is due: claim a batch, judge each copy at its turn, hand it over, record the answer at once."""

import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailError, AnymailUnsupportedFeature
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from events_service.mail.domain import rendering
from events_service.mail.models import Delivery, DeliveryEvent, Fate
from events_service.mail.models.kinds import KINDS, InDoubt

BATCH = 20
LEASE = timedelta(minutes=5)  # a claim this old belongs to nobody any more
RETRIES = tuple(timedelta(seconds=s) for s in (30, 60, 300, 900, 3_600, 7_200))


@dataclass(frozen=True)
class Answer:
    """What the mail service said of one copy."""

    fate: Fate
    detail: str = ""
    provider_id: str = ""


def drain(*, seconds: float = 20.0) -> int:
    """Send what is due for at most this long; return how many copies were handed over. Call again until it returns 0."""
    owner, until, sent = uuid.uuid4().hex, time.monotonic() + seconds, 0
    connection = get_connection()
    try:
        while time.monotonic() < until and (batch := _claim(owner)):
            for delivery in batch:
                if time.monotonic() >= until:
                    break  # the rest is given back: a slow mail service must not use up the task's time limit
                sent += _deliver(delivery, owner, connection)
    finally:
        connection.close()
        _give_back(owner)
    return sent


def release_stale() -> None:
    """Take over from the dead: give claims of silent owners back; settle by kind the copies that were leaving; expire the stale."""
    silent = Delivery.objects.filter(claimed_at__lt=Now() - LEASE)
    silent.filter(state=Fate.CLAIMED).update(state=Fate.QUEUED, claimed_by="", claimed_at=None)
    for delivery in silent.filter(state=Fate.SENDING).select_related("message"):
        _record(delivery, _in_doubt(delivery, "the worker died while it was leaving"))
    Delivery.objects.filter(state=Fate.QUEUED, message__expires_at__lte=Now()).update(state=Fate.SKIPPED, reason="its time was over")


@transaction.atomic
def _claim(owner: str) -> list[Delivery]:
    ids = list(Delivery.objects.due().by_urgency().select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    Delivery.objects.filter(pk__in=ids, state=Fate.QUEUED).update(state=Fate.CLAIMED, claimed_by=owner, claimed_at=Now())
    return list(Delivery.objects.filter(pk__in=ids, claimed_by=owner).select_related("message").by_urgency())


def _deliver(delivery: Delivery, owner: str, connection: BaseEmailBackend) -> bool:
    if not _judge(delivery, owner):
        return False
    answer = _hand_over(delivery, connection)
    _record(delivery, answer)
    return answer.fate == Fate.SENT


def _judge(delivery: Delivery, owner: str) -> bool:
    """Tell whether it may leave now: still mine, neither recalled nor suppressed meanwhile, not stale. The UPDATE is the judgement."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=Fate.CLAIMED, claimed_by=owner)
    if mine.filter(message__expires_at__gt=Now()).update(
        state=Fate.SENDING, claimed_at=Now(), attempts=F("attempts") + 1, first_attempt_at=delivery.first_attempt_at or Now()
    ):
        return True
    mine.update(state=Fate.SKIPPED, reason="its time was over", claimed_by="")
    return False


def _hand_over(delivery: Delivery, connection: BaseEmailBackend) -> Answer:
    try:
        connection.open()  # kept for the mails that follow; here, so that nobody doubts whether a copy left through a door that stayed shut
    except Exception as error:
        return _later(delivery, type(error).__name__)
    try:
        mail = rendering.email(delivery, mail_domain=settings.SITE_HOST)
    except Exception as error:  # whatever it is, this copy alone pays for it
        return Answer(Fate.FAILED, f"could not be written: {type(error).__name__}")
    try:
        mail.connection = connection
        mail.metadata = {"delivery": str(delivery.pk)}  # type: ignore[attr-defined]  # Anymail's
        mail.send()
    except Exception as error:
        connection.close()  # SMTP may be in the middle of a sentence: the next copy begins with a new line
        return _answer_to(error, delivery)
    status = getattr(mail, "anymail_status", None)
    return Answer(Fate.SENT, provider_id=str(getattr(status, "message_id", "") or ""))


def _answer_to(error: Exception, delivery: Delivery) -> Answer:
    """Translate a failure: try again later, failed for good, or nobody knows."""
    words = f"{type(error).__name__}: {_code(error) or ''}".rstrip(": ")
    if isinstance(error, AnymailAPIError | SMTPResponseException | SMTPRecipientsRefused):
        code = _code(error)
        if code is None:
            return _in_doubt(delivery, words)
        # the mail services speak HTTP (429 and 5xx pass), SMTP servers speak SMTP (4xx pass)
        passing = (code == 429 or code >= 500) if isinstance(error, AnymailAPIError) else code < 500
        return _later(delivery, words) if passing else Answer(Fate.FAILED, words)
    if isinstance(error, ConnectionRefusedError):
        return _later(delivery, words)
    if isinstance(error, AnymailConfigurationError | AnymailUnsupportedFeature):
        return Answer(Fate.FAILED, f"{words} {error}"[:300])  # of these alone the text names no address
    if isinstance(error, AnymailError | ValueError):
        return Answer(Fate.FAILED, words)  # refused before anything left: a header, an address
    return _in_doubt(delivery, words)


def _code(error: Exception) -> int | None:
    if isinstance(error, SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), None)
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None)
    return int(code) if code else None


def _later(delivery: Delivery, words: str) -> Answer:
    return Answer(Fate.QUEUED if delivery.attempts < len(RETRIES) else Fate.FAILED, words)


def _in_doubt(delivery: Delivery, words: str) -> Answer:
    if KINDS[delivery.message.kind].in_doubt == InDoubt.HOLD:
        return Answer(Fate.UNKNOWN, words)
    return _later(delivery, words)


@transaction.atomic
def _record(delivery: Delivery, answer: Answer) -> None:
    """Write what became of it, in a transaction of its own before the next one leaves."""
    wait = RETRIES[min(delivery.attempts, len(RETRIES) - 1)] if answer.fate == Fate.QUEUED else timedelta()
    Delivery.objects.filter(pk=delivery.pk, state=Fate.SENDING).update(
        state=answer.fate,
        reason=answer.detail,
        provider_id=answer.provider_id[:200],
        due_at=Now() + wait,
        sent_at=Now() if answer.fate == Fate.SENT else None,
        claimed_by="",
        claimed_at=None,
    )
    DeliveryEvent.objects.create(delivery=delivery, what=answer.fate, detail=answer.detail)


def _give_back(owner: str) -> None:
    Delivery.objects.filter(state=Fate.CLAIMED, claimed_by=owner).update(state=Fate.QUEUED, claimed_by="", claimed_at=None)
