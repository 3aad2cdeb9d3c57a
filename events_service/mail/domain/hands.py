"""How many senders one process has, some of them for urgent mail alone."""

import threading

from django.conf import settings

from events_service.mail.models.kinds import Lane

_EVERYTHING = tuple(Lane)
_URGENT = (Lane.NOW,)


class Hands:
    """The senders of this process that are free. Of five, one is kept for lane *now*, however slow the others' copies are."""

    def __init__(self, many: int) -> None:
        self._for_urgent = threading.BoundedSemaphore(many // 5) if many >= 5 else None
        self._for_all = threading.BoundedSemaphore(many - many // 5)
        self._missed = threading.Event()

    def take(self) -> tuple[Lane, ...] | None:
        """Return the lanes of the sender that is free now, or None, and remember that one was wanted."""
        lanes = self._take_one()
        if lanes is None:
            self._missed.set()
        return lanes

    def take_all(self) -> list[tuple[Lane, ...]]:
        """Return the lanes of every sender that is free now."""
        taken = []
        while lanes := self._take_one():
            taken.append(lanes)
        return taken

    def put_back(self, lanes: tuple[Lane, ...]) -> None:
        """Say that this sender is free again."""
        if lanes == _EVERYTHING:
            self._for_all.release()
        elif self._for_urgent:
            self._for_urgent.release()

    def were_missed(self) -> bool:
        """Tell, once, whether a sender was wanted while none was free."""
        missed = self._missed.is_set()
        self._missed.clear()
        return missed

    def _take_one(self) -> tuple[Lane, ...] | None:
        if self._for_all.acquire(blocking=False):
            return _EVERYTHING
        if self._for_urgent and self._for_urgent.acquire(blocking=False):
            return _URGENT
        return None


hands = Hands(settings.MAIL_CONNECTIONS)
