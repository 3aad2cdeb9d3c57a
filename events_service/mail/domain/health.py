"""How the sender is: what one wants to know of it, by the database's clock, and in words what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Now

from events_service.mail.domain.office import FAILURES_TO_SHUT, left_today
from events_service.mail.domain.pulse import BEAT
from events_service.mail.models import Crew, Delivery, DeliveryEvent, Fate, PostOffice
from events_service.mail.models.kinds import Lane

LATE = timedelta(minutes=2)  # four ticks; and what a person waits for a confirmation
IN_VIEW = timedelta(days=7)  # after a message's time was over its copies are counted for that much longer
DAY = timedelta(days=1)
TROUBLES = (Fate.FAILED, Fate.BOUNCED, Fate.COMPLAINED, Fate.UNKNOWN)


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, by name and in a sentence for whoever runs the service. It names nobody and tells no secret."""

    name: str
    sentence: str
    is_grave: bool = False


@dataclass(frozen=True)
class Queue:
    """What waits in one lane, how much of it could leave now, and since how long the oldest of that could have left."""

    lane: Lane
    waiting: int = 0
    due: int = 0
    oldest: timedelta | None = None


@dataclass(frozen=True)
class Health:
    """How the sender is now. `silence` is the time since the last tick, None where there was none; `crews` are at work this moment."""

    queues: tuple[Queue, ...]
    quota_left: int | None
    silence: timedelta | None = None
    paused_at: datetime | None = None
    shut_until: datetime | None = None
    shut_why: str = ""
    failures: int = 0
    crews: int = 0

    @property
    def is_silent(self) -> bool:
        return self.silence is None or self.silence > LATE

    @property
    def is_shut(self) -> bool:
        return self.shut_until is not None or self.failures >= FAILURES_TO_SHUT

    @property
    def longest_wait(self) -> timedelta:
        """Return for how long the oldest copy that could leave has been waiting for it, whatever its lane."""
        return max((queue.oldest for queue in self.queues if queue.oldest), default=timedelta())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong, the gravest first."""
        found = (_silent(self), _late(self), _paused(self), _shut(self), _used_up(self))
        return tuple(finding for finding in found if finding)

    @property
    def is_ready(self) -> bool:
        """Tell whether mail leaves in time: sweeps come by, and nobody waits too long for an urgent one."""
        return not any(finding.is_grave for finding in self.findings)


@dataclass(frozen=True)
class Tally:
    """How many copies of the messages in view are in which state, how many are in doubt and nobody has dealt with them yet,
    and what became of copies in the last day.
    """

    copies: Mapping[tuple[Lane, Fate], int]
    in_doubt: int
    sent: int
    troubled: Mapping[Fate, int]


def read() -> Health:
    """Return how the sender is, in two short statements that write nothing. Raises DatabaseError where nobody answers."""
    office, queues = _office(), _queues()
    if office is None:
        return Health(queues, settings.MAIL_DAILY_QUOTA or None)
    return Health(
        queues,
        left_today(office, office.db_now),
        silence=office.silence,
        paused_at=office.paused_at,
        shut_until=office.shut_until if office.shut_until and office.shut_until > office.db_now else None,
        shut_why=office.shut_why,
        failures=office.failures,
        crews=office.crews or 0,
    )


def tally() -> Tally:
    """Count the copies of the messages in view. It reads every one of them: for a scrape or a person, not for every page."""
    in_view = Delivery.objects.filter(message__expires_at__gt=Now() - IN_VIEW)
    in_doubt = Count("pk", filter=Q(state=Fate.UNKNOWN, seen_to_at=None))
    sent = Count("pk", filter=Q(sent_at__gt=Now() - DAY))
    rows = list(in_view.values("lane", "state").annotate(copies=Count("pk"), in_doubt=in_doubt, sent=sent).order_by())
    lately = DeliveryEvent.objects.filter(delivery=OuterRef("pk"), happened_at__gt=Now() - DAY)
    troubled = in_view.filter(Exists(lately), state__in=TROUBLES).values_list("state").annotate(Count("pk")).order_by()
    return Tally(
        copies={(Lane(row["lane"]), Fate(row["state"])): row["copies"] for row in rows},
        in_doubt=sum(row["in_doubt"] for row in rows),
        sent=sum(row["sent"] for row in rows),
        troubled=dict.fromkeys(TROUBLES, 0) | {Fate(state): count for state, count in troubled},
    )


def _office() -> Any:
    """Return the office's row with what the database adds to it, or None before the first sweep has written it."""
    crews = Crew.objects.filter(seen_at__gt=Now() - timedelta(seconds=3 * BEAT)).values(one=Value(1)).annotate(count=Count("pk"))
    rows: QuerySet[Any] = PostOffice.objects.annotate(db_now=Now(), silence=Now() - F("ticked_at"), crews=Subquery(crews.values("count")))
    return rows.filter(pk=1).first()


def _queues() -> tuple[Queue, ...]:
    """Return every lane's queue, empty ones too; what is in hand waits no more."""
    is_due = Q(due_at__lte=Now())
    rows = (
        Delivery.objects.filter(state=Fate.QUEUED)
        .values("lane")
        .annotate(waiting=Count("pk"), due=Count("pk", filter=is_due), oldest=Now() - Min("due_at", filter=is_due))
        .order_by()
    )
    found = {row["lane"]: Queue(Lane(row["lane"]), row["waiting"], row["due"], row["oldest"]) for row in rows}
    return tuple(found.get(lane, Queue(lane)) for lane in Lane)


def _silent(health: Health) -> Finding | None:
    if health.silence is None:
        return Finding("silent", "No worker has come by yet: nothing is sent.", is_grave=True)
    if health.silence > LATE:
        return Finding("silent", f"No worker has come by for {words(health.silence)}: nothing is sent.", is_grave=True)
    return None


def _late(health: Health) -> Finding | None:
    oldest = next(queue.oldest for queue in health.queues if queue.lane == Lane.NOW)
    if not oldest or oldest <= LATE:
        return None
    return Finding("late", f"An urgent mail could have left {words(oldest)} ago and still waits.", is_grave=True)


def _paused(health: Health) -> Finding | None:
    if not health.paused_at:
        return None
    return Finding("paused", f"Sending is paused since {health.paused_at:%Y-%m-%d %H:%M} UTC: only answers to what people do leave.")


def _shut(health: Health) -> Finding | None:
    if not health.is_shut:
        return None
    times = f" {health.failures} times in a row" if health.failures > 1 else ""
    return Finding("shut", f"The mail service did not take mail{times}: the way out is shut and tried again by itself.")


def _used_up(health: Health) -> Finding | None:
    if health.quota_left != 0:
        return None
    return Finding("quota", "The day's quota is used up: the rest leaves tomorrow (UTC).")


def words(time: timedelta) -> str:
    """Say a stretch of time as a person would, in its largest unit."""
    seconds = int(time.total_seconds())
    for name, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return f"{seconds // size} {name}{'s' if seconds >= 2 * size else ''}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
