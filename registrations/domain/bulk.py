"""Acts on many registrations at once: each is done or left as it is by itself, through the very functions that act on one.

Nothing is undone because another could not be: whoever asks is told how many were done, how many were not and why, and how
many are left.
"""

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act as Deed
from events_service.accounts.models import User
from events_service.events.domain import deeds
from events_service.events.models import Event
from registrations.domain import attendance, signup
from registrations.models import Registration, Status
from registrations.models.registration import RegistrationQuerySet

AT_ONCE = 500  # whoever waits for the page waits some seconds at most

logger = logging.getLogger(__name__)


class Act(models.TextChoices):
    WITHDRAW = "withdraw", _("Give their places back")
    AGAIN = "again", _("Send their confirmation again")
    CAME = "came", _("They came")
    MISSED = "missed", _("They did not come")


class Why(models.TextChoices):
    """Why something was not done to somebody."""

    GONE = "gone"  # no place, and not waiting
    JUST_WRITTEN = "just written"  # as often as is decent
    MARKED = "marked"  # as it would be now
    BROKEN = "broken"  # the database said no


@dataclass(frozen=True)
class Plan:
    """What an act would do: to how many of those who are chosen, and how many others wait for the places that become free."""

    chosen: int
    able: int
    waiting: int

    @property
    def unable(self) -> int:
        return self.chosen - self.able

    @property
    def now(self) -> int:
        return min(self.able, AT_ONCE)


@dataclass
class Outcome:
    """What an act did: how many were done, how many could not be, by reason, and how many are left for the next go."""

    done: int = 0
    refused: Counter[Why] = field(default_factory=Counter)
    left: int = 0


def offered(event: Event, *, now: datetime) -> list[Act]:
    """Return what can be done to who registered: before the end what is said to them, from the moment the doors open who came."""
    is_over = event.ends_at is None or event.ends_at <= now
    acts = [] if is_over else [Act.WITHDRAW] if event.cancelled_at or not event.published_at else [Act.WITHDRAW, Act.AGAIN]
    doors = event.doors_open_at
    return [*acts, Act.CAME, Act.MISSED] if doors and doors <= now and not event.cancelled_at else acts


def plan(act: Act, chosen: RegistrationQuerySet, *, event: Event) -> Plan:
    """Return what the act would do to those who are chosen, as they are at this moment."""
    able = _able(act, chosen)
    return Plan(chosen.count(), able.count(), _waiting(chosen, event) if act == Act.WITHDRAW else 0)


def perform(act: Act, chosen: RegistrationQuerySet, *, event: Event, by: User, now: datetime) -> Outcome:
    """Do it to those of them who it can be done to, 500 at most. Doing it twice does nothing the second time."""
    able = _able(act, chosen)
    outcome = Outcome()
    outcome.refused[_OTHERWISE[act]] = chosen.count() - able.count()
    # who waits goes first, or they would be given the places that they are about to give back
    todo = list(able.order_by(F("turn").desc(nulls_last=True), "pk")[:AT_ONCE])
    outcome.left = able.count() - len(todo)
    for registration in todo:
        _do(act, registration, outcome, event=event, now=now)
    if outcome.done and act in _WRITTEN_DOWN:
        deeds.record(_WRITTEN_DOWN[act], event, by=by, now=now, more=str(outcome.done))
    return outcome


_OTHERWISE = {Act.WITHDRAW: Why.GONE, Act.AGAIN: Why.GONE, Act.CAME: Why.MARKED, Act.MISSED: Why.MARKED}
_WRITTEN_DOWN = {Act.WITHDRAW: Deed.PLACES_BACK, Act.CAME: Deed.CAME_MARKED, Act.MISSED: Deed.MISSED_MARKED}


def _able(act: Act, chosen: RegistrationQuerySet) -> RegistrationQuerySet:
    if act == Act.CAME:
        return chosen.filter(attended_at=None).exclude(status=Status.DECLINED)
    return chosen.filter(attended_at__isnull=False) if act == Act.MISSED else chosen.active()


def _waiting(chosen: RegistrationQuerySet, event: Event) -> int:
    waiting = event.registrations.filter(turn__isnull=False)
    return waiting.exclude(pk__in=chosen.order_by().values("pk")).count()


def _do(act: Act, registration: Registration, outcome: Outcome, *, event: Event, now: datetime) -> None:
    try:
        if act == Act.WITHDRAW:
            is_done, why = signup.withdraw(registration, now=now), Why.GONE
        elif act == Act.AGAIN:
            is_done, why = signup.say_again(registration, now=now), Why.JUST_WRITTEN
        elif act == Act.CAME:
            is_done, why = attendance.mark_came(registration, event=event, now=now), Why.MARKED
        else:
            is_done, why = attendance.mark_missed(registration), Why.MARKED
    except DatabaseError:
        logger.exception("%s could not be done to %s", act, registration)
        is_done, why = False, Why.BROKEN
    if is_done:
        outcome.done += 1
    else:
        outcome.refused[why] += 1
