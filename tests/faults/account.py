"""The account of a round: what was posted against what the provider has, copy by copy.

Nothing is lost silently: each mail was received, or failed or was taken back with its reason, or is shown as unknown. What is
not to be repeated never is; what may be, is the same to the last byte. Each kill leaves one copy per connection in doubt at most.
Nobody is written to who left more than five seconds before. Nothing stale leaves.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from events_service.mail.domain.fates import IN_TRANSIT, LEFT
from events_service.mail.models import Delivery, DeliveryEvent, Fate
from events_service.mail.models.kinds import KINDS, InDoubt
from tests.faults.course import Figures
from tests.faults.world import World
from tests.misbehaving import Accepted

GRACE = 5.0  # seconds from a decision until nothing leaves any more
NOT_SENT = (Fate.SKIPPED, Fate.RECALLED)


class Unaccounted(AssertionError):
    """What a round must keep did not hold; each line is one copy or one sum."""


@dataclass(frozen=True)
class Silence:
    """From this moment (unix time) none of these copies may leave."""

    copies: Q
    since: float


@dataclass(frozen=True)
class Terms:
    """What a round has to come to: copies by kind; how many of them the provider refuses for good; who was to be left in peace.

    `doubts` beside those of kills: answers that the provider kept to itself. `all_sent`: no copy was taken back or skipped.
    """

    posted: Mapping[str, int]
    failed: int = 0
    doubts: int = 0
    all_sent: bool = True
    silences: Sequence[Silence] = field(default=())


def account_for(world: World, terms: Terms, *, within: float = 90) -> Figures:
    """Wait until nothing is on its way any more and prove the whole sentence for every copy. Raises Unaccounted."""
    world.wait(lambda: not Delivery.objects.filter(state__in=IN_TRANSIT).exists(), within=within, what="everything to be settled")
    copies = list(Delivery.objects.select_related("message").defer("message__texts"))
    account = Account(copies, world.provider.accepted(), terms, doubts=world.doubts + terms.doubts)
    wrong = list(account.mistakes())
    if wrong:
        raise Unaccounted("\n".join([*wrong[:20], f"{len(wrong)} in all; {account.figures()}"]))
    return account.figures()


class Account:
    """All copies, each with what was received of it."""

    def __init__(self, copies: Sequence[Delivery], accepted: Sequence[Accepted], terms: Terms, *, doubts: int) -> None:
        self.copies, self.terms, self.doubts = copies, terms, doubts
        self.received: dict[str, list[Accepted]] = {}
        for mail in accepted:
            self.received.setdefault(mail.delivery_id, []).append(mail)

    def mistakes(self) -> Iterator[str]:
        """Say what does not hold."""
        yield from self._sums()
        yield from self._nothing_is_made_up()
        yield from self._what_is_said_is_true()
        yield from self._once_is_enough()
        yield from self._who_left_is_left_in_peace()
        yield from self._nothing_is_stale()

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
        if self.terms.all_sent and figures.not_sent:
            yield f"{figures.not_sent} were taken back or skipped, though nobody asked for it"

    def _nothing_is_made_up(self) -> Iterator[str]:
        addresses = {str(copy.pk): copy.address for copy in self.copies}
        for number, mails in self.received.items():
            if {mail.to for mail in mails} != {addresses.get(number)}:
                yield f"{number} was received by others than it was posted to"

    def _what_is_said_is_true(self) -> Iterator[str]:
        once_in_doubt = {str(pk) for pk in DeliveryEvent.objects.values_list("delivery_id", flat=True)}
        for copy in self.copies:
            is_received = str(copy.pk) in self.received
            if copy.state in LEFT and not is_received:
                yield f"{copy} was never received"
            if copy.state not in LEFT and not copy.reason:
                yield f"{copy} does not say why"
            if copy.state in (Fate.FAILED, *NOT_SENT) and is_received and str(copy.pk) not in once_in_doubt:
                yield f"{copy} was received"

    def _once_is_enough(self) -> Iterator[str]:
        for copy in self.copies:
            mails = self.received.get(str(copy.pk), [])
            if len(mails) > 1 and KINDS[copy.message.kind].in_doubt == InDoubt.HOLD:
                yield f"{copy} ({copy.message.kind}) was received {len(mails)} times"
            if len({(mail.message_id, mail.sha256) for mail in mails}) > 1:
                yield f"{copy} ({copy.message.kind}) was repeated in other words"

    def _who_left_is_left_in_peace(self) -> Iterator[str]:
        for silence in self.terms.silences:
            for pk in Delivery.objects.filter(silence.copies).values_list("pk", flat=True):
                late = [mail.at - silence.since for mail in self.received.get(str(pk), []) if mail.at > silence.since + GRACE]
                if late:
                    yield f"{pk} was received {late[0]:.1f} s after it was not wanted any more"

    def _nothing_is_stale(self) -> Iterator[str]:
        for copy in self.copies:
            over = copy.expires_at.timestamp()
            if any(mail.at > over + GRACE for mail in self.received.get(str(copy.pk), [])):
                yield f"{copy} was received when its time was over"
