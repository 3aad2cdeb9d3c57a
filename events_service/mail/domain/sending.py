"""Sending what is due: claim a batch, judge each copy at its turn, hand it over, record the answer at once."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db import InterfaceError, InternalError, OperationalError, connection

from events_service.mail.domain import answers, claiming, doors, erasing, leaving, office, recording
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.domain.claiming import BATCH, Batch
from events_service.mail.domain.doors import Door
from events_service.mail.domain.handing_over import hand_over
from events_service.mail.domain.hands import hands
from events_service.mail.domain.pulse import pulse
from events_service.mail.models import Delivery
from events_service.mail.models.kinds import Lane

log = logging.getLogger(__name__)
Result = TypeVar("Result")

FRESH = 2.0  # seconds that a judgement holds: a process may be frozen between judging and handing over
BETWEEN_TRIES = 0.5  # seconds, while the database is away

_stopping = threading.Event()


def drain(*, seconds: float = 20.0) -> int:
    """Send what is due for at most this long; return how many copies left. Call again until it returns 0.

    A sender of this process works in the caller's thread, and where there is much to do the others in threads of their own.
    When all are at work already, it returns at once, and one of them looks again.
    """
    until, sent = time.monotonic() + seconds, 0
    while (lanes := hands.take()) is not None:
        helpers = Helpers(until)
        try:
            sent += Shift(lanes, until).work(when_there_is_much=helpers.come)
        finally:
            sent += helpers.leave()
            hands.put_back(lanes)
        if not hands.were_missed() or time.monotonic() >= until:
            break
    return sent


def look_after() -> None:
    """Do what is due at every tick: take over from the dead, skip what is stale, erase what was secret."""
    office.tick()
    claiming.take_over()
    claiming.skip_stale()
    erasing.erase_spent_links()


def stop() -> None:
    """Let every sender of this process finish the copy it is handing over and give the rest back."""
    _stopping.set()


class Helpers:
    """The other senders of this process, in threads of their own."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.shifts: list[Shift] = []
        self.threads: list[threading.Thread] = []

    def come(self) -> None:
        """Let every sender that is free begin a shift."""
        for lanes in hands.take_all():
            shift = Shift(lanes, self.until)
            thread = threading.Thread(target=_help, args=(shift,), name="mail sender", daemon=True)
            self.shifts.append(shift)
            self.threads.append(thread)
            thread.start()

    def leave(self) -> int:
        """Wait until they are done; return how many copies left through their hands."""
        for thread in self.threads:
            thread.join()
        return sum(shift.sent for shift in self.shifts)


def _help(shift: "Shift") -> None:
    try:
        shift.work()
    except Exception:
        log.exception("A sender ended before its time.")
    finally:
        connection.close()
        hands.put_back(shift.lanes)


class Shift:
    """One sender at work, over one kept connection, until nothing is due or its time is over."""

    def __init__(self, lanes: tuple[Lane, ...], until: float) -> None:
        self.lanes, self.until = lanes, until
        self.sent = 0

    def work(self, *, when_there_is_much: Callable[[], None] = lambda: None) -> int:
        """Return how many copies left. A full batch is told, so that others may come to help."""
        door = _door()
        if door is None:
            return 0
        with pulse.at_work() as crew:
            try:
                while not self._is_over() and (batch := claiming.claim(crew, lanes=self.lanes)).copies:
                    if len(batch.copies) == BATCH:
                        when_there_is_much()
                    self._work_through(batch, crew, door)
            finally:
                door.close()
        return self.sent

    def _is_over(self) -> bool:
        return _stopping.is_set() or time.monotonic() >= self.until

    def _work_through(self, batch: Batch, crew: str, door: Door) -> None:
        """Hand over one by one; that one has left is written in the transaction that judges the next."""
        if batch.seconds:
            time.sleep(batch.seconds)
        settled: Settled | None = None
        untouched = list(batch.copies)
        while untouched and not self._is_over() and not (settled and settled.answer.verdict == Verdict.CLOSED):
            delivery = untouched.pop(0)
            may_leave = _write_and_judge(settled, delivery, crew)
            settled = _hand_over(delivery, door, crew, is_shaky=batch.is_shaky) if may_leave else None
            self.sent += bool(settled and settled.answer.verdict == Verdict.LEFT)
        _insist(lambda: settled and settled.write())
        _insist(lambda: claiming.give_back(untouched, crew))


@dataclass(frozen=True)
class Settled:
    """A copy that was handed over, and what the mail service said."""

    delivery: Delivery
    answer: Answer

    def write(self) -> bool:
        """Record it; doing it twice does it once."""
        return recording.record(self.delivery, self.answer)


def _write_and_judge(settled: Settled | None, delivery: Delivery, crew: str) -> bool:
    """Record the last answer and judge the next copy, durably. A judgement that is not fresh is made again."""

    def _both() -> bool:
        if settled and settled.answer.verdict == Verdict.LEFT:
            return leaving.has_left_so_may(settled.delivery, settled.answer.provider_id, delivery, crew)
        if settled:
            settled.write()
        return leaving.may_leave(delivery, crew)

    while True:
        asked = time.monotonic()
        may_leave = _insist(_both)
        if not may_leave or time.monotonic() - asked < FRESH:
            return may_leave


def _hand_over(delivery: Delivery, door: Door, crew: str, *, is_shaky: bool) -> Settled | None:
    answer = hand_over(delivery, door, may_still_leave=_judged_just_now(delivery, crew))
    if answer is None:
        return None
    if answer.verdict == Verdict.CLOSED:
        answer = replace(answer, costs_an_attempt=_tell_the_office(answer))
    elif is_shaky and answer.verdict == Verdict.LEFT:
        _insist(office.it_works)
    return Settled(delivery, answer)


def _judged_just_now(delivery: Delivery, crew: str) -> Callable[[], bool]:
    """Return the question whether it may still leave: a judgement that is not fresh, since the door opened slowly, is made again."""
    judged = time.monotonic()

    def _may_still_leave() -> bool:
        return time.monotonic() - judged < FRESH or _write_and_judge(None, delivery, crew)

    return _may_still_leave


def _tell_the_office(answer: Answer) -> bool:
    """Let all workers know that the way out is closed; tell whether the copy is to pay for it: in a row of failures only the first."""
    retry_after = answer.retry_after
    if retry_after is not None:
        _insist(lambda: office.it_wants_rest(retry_after, answer.reason))
        return False
    return _insist(lambda: office.it_failed(answer.reason))


def _door() -> Door | None:
    """Return the way out; where the settings do not make one, that counts as a failure of it."""
    try:
        return doors.door()
    except Exception as error:
        office.it_failed(answers.to(error).reason)
        return None


def _insist(act: Callable[[], Result]) -> Result:
    """Do it, and while the database is away, again, until it is back or this process is told to stop."""
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError, InternalError):  # away; cut; read-only
            if connection.in_atomic_block or _stopping.is_set():
                raise
            connection.close()
            time.sleep(BETWEEN_TRIES)
