"""Who speaks at an event as its organizers see them: what each was told, what each has answered, what is missing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from events_service.events.models import Appearance, Engagement, Event, Speaker
from events_service.mail.domain import fates
from events_service.mail.models import Fate
from events_service.mail.models.kinds import TO_SPEAKERS

CONSENT_IS_DUE = timedelta(days=7)  # before what is to be recorded
_NOT_ARRIVED = {Fate.BOUNCED, Fate.COMPLAINED, Fate.FAILED, Fate.UNKNOWN, Fate.SKIPPED}


@dataclass(frozen=True)
class Line:
    """A person at an event, in whatever parts, and what became of the last mail to them."""

    speaker: Speaker
    engagement: Engagement | None
    fate: Fate | None
    roles: list[Appearance.Role] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where they are written to; empty where that is not known."""
        return self.engagement.email if self.engagement else ""

    @property
    def is_invited(self) -> bool:
        return self.engagement is not None and self.engagement.invited_at is not None

    @property
    def is_to_be_invited(self) -> bool:
        return bool(self.address) and not self.is_invited

    @property
    def has_trouble(self) -> bool:
        """Tell whether the last mail did not arrive, or nobody knows."""
        return self.is_invited and self.fate in _NOT_ARRIVED


def of(event: Event) -> list[Line]:
    """Return who speaks, in order, each once, in three queries."""
    engagements = {engagement.speaker_id: engagement for engagement in Engagement.objects.standing().filter(event=event)}
    known = fates.latest([engagement.key for engagement in engagements.values()], kinds=TO_SPEAKERS)
    lines: dict[int, Line] = {}
    for appearance in event.appearances.select_related("speaker"):
        engagement = engagements.get(appearance.speaker_id)
        fate = known.get(engagement.key) if engagement else None
        line = lines.setdefault(appearance.speaker_id, Line(appearance.speaker, engagement, fate))
        line.roles.append(Appearance.Role(appearance.role))
    return list(lines.values())


def without_address() -> Exists:
    """Return the condition "somebody who speaks cannot be written to", for events."""
    written_to = Engagement.objects.standing().filter(event=OuterRef("event"), speaker=OuterRef("speaker")).exclude(email="")
    return Exists(Appearance.objects.filter(~Exists(written_to), event=OuterRef("pk")))


def not_invited() -> Exists:
    """Return the condition "somebody who speaks has an address and no invitation", for events."""
    return Exists(Engagement.objects.standing().filter(event=OuterRef("pk"), invited_at=None).exclude(email=""))


def not_answered(*, now: datetime) -> Q:
    """Return the condition "it is recorded within a week, and somebody invited has not said whether they may be", for events."""
    unanswered = Engagement.objects.invited().filter(event=OuterRef("pk"), consent="")
    return Q(Exists(unanswered), will_be_recorded=True, starts_at__lte=now + CONSENT_IS_DUE)
