"""The account of a round: what was posted against what the provider has, copy by copy.

Nothing is lost silently: each mail was received, or failed or was taken back with its reason, or is shown as unknown. What is
not to be repeated never is; what may be, is the same to the last byte. Each kill leaves one copy per connection in doubt at most.
Nobody is written to who left more than five seconds before. Nothing stale leaves.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from events_service.mail.domain.fates import IN_TRANSIT, LEFT
from events_service.mail.models import Delivery, Fate
from events_service.mail.models.kinds import KINDS, InDoubt
from tests.faults.course import Figures
from tests.faults.world import World
from tests.misbehaving import Accepted

A_TICK = (1.2, 1.2)
GRACE = 5.0  # seconds from a decision until nothing leaves any more
NOT_SENT = (Fate.SKIPPED, Fate.RECALLED)


class Unaccounted(AssertionError):
    """What a round must keep did not hold; each line is one copy or one sum."""


@dataclass(frozen=True)
class Silence:
    """From this moment (unix time) none of these copies may leave; they alone may have been taken back or skipped."""

    copies: Q
    since: float


@dataclass(frozen=True)
class Terms:
    """What a round has to come to: copies by kind; how many of them cannot be sent at all; who is to be left in peace from when on.

    `is_restored`: the database is an old one, which knows nothing of what left since.
    """

    posted: Mapping[str, int]
    failed: int = 0
    silences: Sequence[Silence] = ()
    is_restored: bool = False


def account_for(world: World, terms: Terms, *, within: float = 90) -> Figures:
    """Wait until all is posted and nothing is on its way any more, and prove the whole sentence for every copy. Raises Unaccounted."""
    unsettled = _wait_until_settled(world, sum(terms.posted.values()), within=within)
    copies = list(Delivery.objects.select_related("message").defer("message__texts"))
    account = Account(copies, world.provider.accepted(), terms, doubts=world.doubts)
    wrong = [*unsettled, *account.mistakes()]
    if wrong:
        raise Unaccounted("\n".join([*wrong[:20], f"{len(wrong)} in all; {account.figures()}"]))
    return account.figures()


def _wait_until_settled(world: World, everything: int, *, within: float) -> list[str]:
    """Return what was waited for in vain."""
    try:
        world.wait(lambda: Delivery.objects.count() >= everything and _is_settled(), within=within, what="everything to be settled")
        world.pause(*A_TICK)  # whatever comes on top would come now
        world.wait(_is_settled, within=within, what="what came on top to be settled")
    except TimeoutError as late:
        return [str(late)]
    return []


def _is_settled() -> bool:
    return not Delivery.objects.filter(state__in=IN_TRANSIT).exists()


class Account:
    """All copies, each with what was received of it."""

    def __init__(self, copies: Sequence[Delivery], accepted: Sequence[Accepted], terms: Terms, *, doubts: int) -> None:
        self.copies, self.terms, self.doubts = copies, terms, doubts
        self.silenced = {pk: silence.since for silence in terms.silences for pk in _numbers(silence.copies)}
        self.received: dict[str, list[Accepted]] = {}
        for mail in accepted:
            self.received.setdefault(mail.delivery_id, []).append(mail)

    def mistakes(self) -> Iterator[str]:
        """Say what does not hold."""
        yield from self._sums()
        yield from self._nothing_is_made_up()
        for copy in self.copies:
            mails = self.received.get(str(copy.pk), [])
            for mistake in (*_untrue(copy, mails, self.terms), *_repeated(copy, mails), *self._too_late(copy, mails)):
                yield f"{copy.message.kind} {copy} {mistake}"

    def figures(self) -> Figures:
        return Figures(
            posted=len(self.copies),
            received=sum(str(copy.pk) in self.received for copy in self.copies),
            repeated=sum(len(mails) - 1 for mails in self.received.values()),
            unknown=self._count(Fate.UNKNOWN),
            failed=self._count(Fate.FAILED),
            not_sent=self._count(*NOT_SENT),
        )

    def _count(self, *fates: Fate) -> int:
        return sum(copy.state in fates for copy in self.copies)

    def _sums(self) -> Iterator[str]:
        figures, posted = self.figures(), Counter(copy.message.kind for copy in self.copies)
        if posted != Counter(self.terms.posted):
            yield f"posted {dict(posted)}, and not {dict(self.terms.posted)}"
        if figures.failed != self.terms.failed:
            yield f"{figures.failed} failed, and not {self.terms.failed}"
        if figures.repeated + figures.unknown > self.doubts:
            yield f"{figures.repeated} repeated and {figures.unknown} unknown are more than the {self.doubts} that were in doubt"

    def _nothing_is_made_up(self) -> Iterator[str]:
        addresses = {str(copy.pk): copy.address for copy in self.copies}
        for number, mails in self.received.items():
            if {mail.to for mail in mails} != {addresses.get(number)}:
                yield f"{number} was received by others than it was posted to"

    def _too_late(self, copy: Delivery, mails: Sequence[Accepted]) -> Iterator[str]:
        last = max((mail.at for mail in mails), default=0.0)
        if last > copy.expires_at.timestamp() + GRACE:
            yield "was received when its time was over"
        if copy.pk in self.silenced and last > self.silenced[copy.pk] + GRACE:
            yield f"was received {last - self.silenced[copy.pk]:.1f} s after it was not wanted any more"
        if copy.state in NOT_SENT and copy.pk not in self.silenced:
            yield f"was not sent, though nobody asked for that: {copy.reason}"


def _numbers(copies: Q) -> Iterable[UUID]:
    return Delivery.objects.filter(copies).values_list("pk", flat=True)


def _untrue(copy: Delivery, mails: Sequence[Accepted], terms: Terms) -> Iterator[str]:
    if copy.state in LEFT and not mails:
        yield "was never received"
    if copy.state not in LEFT and not copy.reason:
        yield "does not say why"
    if (
        copy.state in (Fate.FAILED, *NOT_SENT) and mails and not (terms.is_restored or copy.events.exists())
    ):  # once in doubt, it says so there
        yield "was received"


def _repeated(copy: Delivery, mails: Sequence[Accepted]) -> Iterator[str]:
    if len(mails) > 1 and KINDS[copy.message.kind].in_doubt == InDoubt.HOLD:
        yield f"was received {len(mails)} times"
    if len({(mail.message_id, mail.sha256) for mail in mails}) > 1:
        yield "was repeated in other words"
