"""What is said to those who speak, moderate and interpret: invited, moved, called off, taken off; each with their calendar entry.

Level-triggered like what is said to those who come: whoever was last told of an older sequence is behind, and is told by
the next sweep two quiet minutes later. Quick edits are one mail, nothing is lost while a worker sleeps, nothing comes twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation

from events_service.events.domain import hosting, ical, imip
from events_service.events.domain.imip import Own
from events_service.events.domain.topics import topic_of
from events_service.events.models import Appearance, Engagement, Event, Presence
from events_service.lib import timezones
from events_service.lib.tokens import personal_address
from events_service.mail.domain import outbox, rendering
from events_service.mail.domain.outbox import Recipient, Sender
from events_service.mail.models import Delivery, Fate, Message
from events_service.mail.models.delivery import WAITING
from events_service.mail.models.kinds import TO_SPEAKERS, expiry

QUIET = timedelta(minutes=2)  # two quick edits are one mail
_ENTRY = Own(page="speaking", uid="uid")
_NEVER_LEFT = (*WAITING, Fate.RECALLED, Fate.SKIPPED)


def invite(event: Event, engagements: Sequence[Engagement], *, now: datetime) -> int:
    """Post the invitation to these, as the event stands; return to how many a mail leaves. The caller holds the event's lock."""
    if not engagements:
        return 0
    key = f"speaker-invitation:{event.pk}:{event.sequence}:{now:%Y%m%dT%H%M%S%f}"
    message = _message("speaker-invitation", event, key=key, method="REQUEST", now=now)
    invited = _post(message, event, engagements, now=now)
    Engagement.objects.filter(pk__in=[engagement.pk for engagement in engagements]).update(invited_at=now)
    return invited


def to_tell(now: datetime) -> list[int]:
    """Return the ids of the events of which somebody who speaks holds an older version, two quiet minutes after the last change."""
    behind = Engagement.objects.invited().filter(
        told_sequence__lt=F("event__sequence"), event__sequence_raised_at__lte=now - QUIET, event__ends_at__gt=now
    )
    return list(behind.values_list("event_id", flat=True).distinct())


@transaction.atomic
def tell(event_id: int, *, now: datetime) -> None:
    """Write to everyone who speaks and holds an older version of this event. Repeating it writes to nobody twice.

    Whose invitation has not left gets it anew, for what holds now; when the event is off, nothing.
    """
    event = Event.objects.select_for_update().filter(pk=event_id).first()
    if event is None or event.sequence_raised_at is None or event.sequence_raised_at > now - QUIET:
        return
    behind = Engagement.objects.invited().filter(event=event, told_sequence__lt=event.sequence)
    engagements = list(behind.select_related("speaker").select_for_update(of=("self",)))
    _forget_what_waits(engagements)
    knowing = _who_was_written_to(engagements)
    kind, method = ("speaker-cancelled", "CANCEL") if event.cancelled_at else ("speaker-changed", "REQUEST")
    told = [engagement for engagement in engagements if engagement.key in knowing]
    if told:
        _post(_message(kind, event, key=message_stem(kind, event), method=method, now=now), event, told, now=now)
    unheard = [engagement for engagement in engagements if engagement.key not in knowing]
    if event.cancelled_at:
        _remember(event, unheard)
    else:
        invite(event, unheard, now=now)


def tell_removed(engagement: Engagement, *, now: datetime) -> None:
    """Take back what waits for this person; whoever was written to is told that they are off, and loses the entry."""
    recall(engagement)
    event = engagement.event
    if not _who_was_written_to([engagement]) or event.starts_at is None or (event.ends_at or event.starts_at) <= now or event.cancelled_at:
        return
    engagement.calendar_revision += 1
    key = f"speaker-removed:{event.pk}:{event.sequence}:{engagement.key}:{engagement.calendar_revision}"
    _post(_message("speaker-removed", event, key=key, method="CANCEL", now=now), event, [engagement], now=now)
    engagement.calendar_revision += 1  # if they come back, their entry is newer than the one that went


def recall(engagement: Engagement) -> None:
    """Take back what still waits for this person about the event."""
    outbox.recall(topic=topic_of(engagement.event), recipient=engagement.key, kinds=TO_SPEAKERS)


def message_stem(kind: str, event: Event) -> str:
    """Return how the keys of the messages of this kind about the event as it stands begin."""
    return f"{kind}:{event.pk}:{event.sequence}"


def uid_of(engagement: Engagement) -> str:
    """Return the label of a person's own entry: whoever also registered has two, and giving one up does not take the other away."""
    return f"speaking-{engagement.key}@{settings.SITE_HOST}"


def personal_file(engagement: Engagement, language: str, *, now: datetime) -> bytes:
    """Return a person's own entry to import by hand: METHOD:PUBLISH, their page as the place of an online event."""
    event = engagement.event
    page = personal_address("speaking", engagement.key, engagement.link_version, language)
    location = page if event.presence == Presence.ONLINE else None
    sequence = event.sequence + engagement.calendar_revision
    component = ical.component(event, language, stamped_at=now, sequence=sequence, location=location)
    component["uid"] = uid_of(engagement)
    return ical.calendar_bytes([component.to_ical().decode()], method="PUBLISH")


def _message(kind: str, event: Event, *, key: str, method: str, now: datetime) -> Message:
    sender = hosting.sender_of(event)
    return outbox.open_message(
        key=key,
        kind=kind,
        topic=topic_of(event),
        sender=Sender(sender.name, sender.sender_address, sender.reply_to),
        texts=rendering.freeze(kind, _context(event), calendar=lambda language: imip.part(event, language, _ENTRY, method=method)),
        expires_at=expiry(kind, now=now, start=event.starts_at, end=event.ends_at),
    )


def _context(event: Event) -> dict[str, object]:
    assert event.starts_at is not None  # noqa: S101  nobody is invited to what has no time
    return {
        "event": event,
        "hosts": hosting.hosts_of(event),
        "event_time": timezones.lazy_moment_words(event.starts_at, event.zone),
        "entry_moves": settings.CALENDAR_MODE == "updates",
    }


def _post(message: Message, event: Event, engagements: Sequence[Engagement], *, now: datetime) -> int:
    parts = _parts_of(event)
    added = outbox.add(
        message, [_recipient(engagement, event, parts.get(engagement.speaker_id, []), now=now) for engagement in engagements]
    )
    _remember(event, engagements)
    return added


def _remember(event: Event, engagements: Iterable[Engagement]) -> None:
    pks = [engagement.pk for engagement in engagements]
    Engagement.objects.filter(pk__in=pks).update(told_sequence=event.sequence, told_starts_at=event.starts_at)


def _recipient(engagement: Engagement, event: Event, parts: list[Appearance.Role], *, now: datetime) -> Recipient:
    assert event.starts_at is not None  # noqa: S101  nobody is invited to what has no time
    with translation.override(engagement.language):
        part = ", ".join(str(role.label) for role in parts)
    values = {
        "link_version": engagement.link_version,
        "starts_at": event.starts_at.isoformat(),
        "old_starts_at": (engagement.told_starts_at or event.starts_at).isoformat(),
        "sequence": event.sequence + engagement.calendar_revision,
        "made_at": now.isoformat(),
        "uid": uid_of(engagement),
        "part": part,
    }
    return Recipient(engagement.key, engagement.email, engagement.speaker.name, engagement.language, engagement.zone, values)


def _parts_of(event: Event) -> dict[int, list[Appearance.Role]]:
    parts: dict[int, list[Appearance.Role]] = {}
    for speaker, role in event.appearances.values_list("speaker", "role"):
        parts.setdefault(speaker, []).append(Appearance.Role(role))
    return parts


def _forget_what_waits(engagements: Iterable[Engagement]) -> None:
    """Take back what waits for these; what it would have been the news of is then what they still hold."""
    keys = [engagement.key for engagement in engagements]
    waiting = Delivery.objects.waiting().filter(recipient__in=keys, message__kind__in=TO_SPEAKERS).order_by("-created_at")
    held = {key: values["old_starts_at"] for key, values in waiting.values_list("recipient", "values")}
    for engagement in engagements:
        if engagement.key in held:
            engagement.told_starts_at = datetime.fromisoformat(held[engagement.key])
        recall(engagement)


def _who_was_written_to(engagements: Iterable[Engagement]) -> set[str]:
    """Return the keys of those to whose address, as it is now, some mail has left, or may have."""
    addresses = {engagement.key: engagement.email for engagement in engagements}
    copies = Delivery.objects.filter(recipient__in=addresses, message__kind__in=TO_SPEAKERS).exclude(state__in=_NEVER_LEFT)
    return {key for key, address in copies.values_list("recipient", "address") if address == addresses[key]}
