"""The two statements between one mail and the next, by hand: a thousand times a second the ORM would cost more than the mail itself."""

from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from events_service.mail.models import Delivery, Fate
from events_service.mail.models.delivery import IN_HAND

TOO_LATE = "its time was over"

# What a crew that was frozen says late still counts, unless another one has taken the copy in hand since.
_HAS_LEFT = (
    "UPDATE mail_delivery SET state = 'sent', sent_at = {now}, provider_id = %s, reason = ''"
    " WHERE id = %s AND claimed_by = %s AND state IN ('sending', 'queued', 'unknown')"
)
_MAY_LEAVE = (
    "UPDATE mail_delivery SET state = 'sending', first_attempt_at = COALESCE(first_attempt_at, {now})"
    " WHERE id = %s AND claimed_by = %s AND state IN ('claimed', 'sending') AND expires_at > {now}"
)


def may_leave(delivery: Delivery, crew: str) -> bool:
    """Tell whether it may leave now: still ours, neither recalled nor suppressed meanwhile, not stale. The UPDATE is the judgement.

    Asked again by the same sender it says the same, since the answer of a database that went away may have been lost.
    """
    return bool(_execute(_MAY_LEAVE, _key(delivery), crew)) or _fell_out(delivery, crew)


def has_left(delivery: Delivery, provider_id: str) -> bool:
    """Write that it left; tell whether the row was still ours to write. Writing it again changes nothing."""
    return bool(_execute(_HAS_LEFT, provider_id[:200], _key(delivery), delivery.claimed_by))


def has_left_so_may(left: Delivery, provider_id: str, following: Delivery, crew: str) -> bool:
    """Write that one left and judge the one that follows, in one transaction: on PostgreSQL one statement."""
    said = (provider_id[:200], _key(left), left.claimed_by)
    if connection.vendor == "postgresql":
        judged = _execute(f"WITH has_left AS ({_HAS_LEFT}) {_MAY_LEAVE}", *said, _key(following), crew)
    else:
        with transaction.atomic():
            _execute(_HAS_LEFT, *said)
            judged = _execute(_MAY_LEAVE, _key(following), crew)
    return bool(judged) or _fell_out(following, crew)


def _fell_out(delivery: Delivery, crew: str) -> bool:
    """Say why it may not leave, where that is not said yet: what is ours still is stale."""
    Delivery.objects.filter(pk=delivery.pk, state__in=IN_HAND, claimed_by=crew).update(state=Fate.SKIPPED, reason=TOO_LATE)
    return False


def _execute(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{now}", _now()), values)
        return int(cursor.rowcount)


def _now() -> str:
    """Return the database's clock in its own words, as the ORM does."""
    return _clock_of(connection.vendor)


@lru_cache
def _clock_of(_vendor: str) -> str:
    words: str = Delivery.objects.all().query.get_compiler(connection=connection).compile(Now())[0]
    return words


def _key(delivery: Delivery) -> Any:
    return Delivery._meta.pk.get_db_prep_value(delivery.pk, connection)  # a native UUID, or its 32 digits
