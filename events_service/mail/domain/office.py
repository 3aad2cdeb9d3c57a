"""The one way out, shared by all workers: whether it is open, how fast, how many a day, and whether sending is paused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from events_service.mail.models import PostOffice
from events_service.mail.models.kinds import Lane

FAILURES_TO_SHUT = 10
SHUT_FOR = timedelta(seconds=30) * settings.MAIL_PACE
MARK_AGE = timedelta(seconds=15) * settings.MAIL_PACE
SHUT_AT_MOST = timedelta(hours=1)
SILENCE_TO_PAUSE = timedelta(hours=24)
AHEAD = 0.2  # seconds' worth of the rate that one sender takes in hand, so that an urgent copy does not wait behind it
WAITS_AT_MOST = 5.0  # seconds for its turn by the rate; more senders than that allows are not needed
KEPT_FOR_URGENT = 0.1  # of the day's quota


@dataclass(frozen=True)
class Leave:
    """What may be taken in hand now: how many copies, of which lanes, after how many seconds; `paused_at` while sending is paused."""

    copies: int
    lanes: tuple[Lane, ...] = ()
    seconds: float = 0.0
    paused_at: datetime | None = None
    is_shaky: bool = False


def state() -> PostOffice:
    """Return the row as it is now; `db_now` on it is the database's clock."""
    rows = PostOffice.objects.annotate(db_now=Now())
    return rows.filter(pk=1).first() or rows.get(pk=PostOffice.objects.get_or_create(pk=1)[0].pk)


def tick() -> timedelta:
    """Note that a sweep came by, and return for how long none had. After a day of silence sending pauses: see `resume`."""
    office = state()
    now: datetime = office.db_now  # type: ignore[attr-defined]
    silence = now - (office.ticked_at or now)
    if silence > SILENCE_TO_PAUSE:
        pause()
    PostOffice.objects.filter(pk=1).update(ticked_at=Now())
    return silence


def last_mark() -> datetime | None:
    """Return the mark from which silence is counted, and set a new one; None while the last one is too young to judge by.

    Counted from mark to mark and not by the clock: while the database is away nobody's heart can be heard.
    """
    office = state()
    now: datetime = office.db_now  # type: ignore[attr-defined]
    if office.marked_at and now - office.marked_at < MARK_AGE:
        return None
    moved = PostOffice.objects.filter(pk=1, marked_at=office.marked_at).update(marked_at=now)
    return office.marked_at if moved else None


def pause() -> None:
    """Let nothing leave but answers to what people do from now on, until an operator confirms."""
    state()
    PostOffice.objects.filter(pk=1, paused_at=None).update(paused_at=Now())


def resume() -> bool:
    """Let what waits leave again; tell whether sending was paused."""
    return bool(PostOffice.objects.filter(pk=1, paused_at__isnull=False).update(paused_at=None))


def ask_leave(*, most: int, lanes: Iterable[Lane]) -> Leave:
    """Return what one sender may take in hand. Call it in the transaction that claims; where there is a limit it holds the row."""
    if settings.MAIL_RATE or settings.MAIL_DAILY_QUOTA:
        state()
        PostOffice.objects.select_for_update().get(pk=1)
    office = state()
    now: datetime = office.db_now  # type: ignore[attr-defined]
    if office.shut_until and office.shut_until > now:
        return Leave(0)
    if office.ticked_at and now - office.ticked_at > SILENCE_TO_PAUSE:
        return Leave(0)  # a bell of long ago was heard before the first sweep, which pauses
    if office.failures >= FAILURES_TO_SHUT:
        most = 1 if _is_the_one_to_try() else 0
    lanes = tuple(lanes)
    left = left_today(office, now)
    if left is not None:
        if left < settings.MAIL_DAILY_QUOTA * KEPT_FOR_URGENT:
            lanes = tuple(lane for lane in lanes if lane < Lane.REST)
        most = min(most, left)
    seconds = max(0.0, (office.free_at - now).total_seconds()) if settings.MAIL_RATE else 0.0
    if settings.MAIL_RATE:
        most = 0 if seconds > WAITS_AT_MOST else min(most, max(1, int(settings.MAIL_RATE * AHEAD)))
    return Leave(most if lanes else 0, lanes, seconds, office.paused_at, is_shaky=office.failures > 0)


def book(copies: int) -> None:
    """Count what was taken in hand against rate and quota, in the transaction that asked for leave."""
    if copies and settings.MAIL_RATE:
        needs = timedelta(seconds=copies / settings.MAIL_RATE)
        free_at = Case(When(free_at__gt=Now(), then=F("free_at")), default=Now())
        PostOffice.objects.filter(pk=1).update(free_at=free_at + Value(needs))
    if copies and settings.MAIL_DAILY_QUOTA:
        today = state().db_now.date()  # type: ignore[attr-defined]
        used = Case(When(quota_day=today, then=F("quota_used")), default=0)
        PostOffice.objects.filter(pk=1).update(quota_used=used + copies, quota_day=today)


def takes(copies: int) -> timedelta:
    """Return how long so many copies need at the rate and the daily quota of the settings; nothing where there is neither."""
    seconds = copies / settings.MAIL_RATE if settings.MAIL_RATE else 0.0
    a_day = int(settings.MAIL_DAILY_QUOTA * (1 - KEPT_FOR_URGENT))
    return timedelta(days=max(0, copies - 1) // a_day if a_day else 0, seconds=seconds)


def it_failed(why: str) -> bool:
    """Count one more failure of the way out; the tenth in a row shuts it for a while. Tell whether it was the first in a row."""
    state()
    PostOffice.objects.filter(pk=1).update(failures=F("failures") + 1, shut_why=why[:300])
    shut = PostOffice.objects.filter(pk=1, failures__gte=FAILURES_TO_SHUT)
    shut.filter(Q(shut_until=None) | Q(shut_until__lt=Now() + SHUT_FOR)).update(shut_until=Now() + SHUT_FOR)
    return PostOffice.objects.filter(pk=1, failures=1).exists()


def it_wants_rest(seconds: float, why: str) -> None:
    """Keep everyone from sending for as long as the mail service asked for (Retry-After), an hour at most."""
    rest = min(timedelta(seconds=seconds), SHUT_AT_MOST)
    state()
    waits = PostOffice.objects.filter(Q(shut_until=None) | Q(shut_until__lt=Now() + rest), pk=1)
    waits.update(shut_until=Now() + rest, shut_why=why[:300])


def it_works() -> None:
    """Forget the failures: something left."""
    PostOffice.objects.filter(pk=1, failures__gt=0).update(failures=0, shut_until=None, shut_why="")


def left_today(office: PostOffice, now: datetime) -> int | None:
    """Return how many of the day's quota (days of UTC) are left; None where there is none."""
    if not settings.MAIL_DAILY_QUOTA:
        return None
    used = office.quota_used if office.quota_day == now.date() else 0
    quota: int = settings.MAIL_DAILY_QUOTA
    return max(0, quota - used)


def _is_the_one_to_try() -> bool:
    """After a while one sender tries with one copy, whether the way is open again; the others wait for its answer."""
    over = Q(shut_until=None) | Q(shut_until__lte=Now())
    return bool(PostOffice.objects.filter(over, pk=1).update(shut_until=Now() + SHUT_FOR))
