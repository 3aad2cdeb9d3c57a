"""What is said to those who come: which mail, in whose name, with which calendar entry, posted in the caller's transaction."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events_service.events.domain import hosting, rooms
from events_service.events.domain.topics import topic_of
from events_service.events.models import Event, Presence, Room
from events_service.lib import timezones
from events_service.mail.domain import outbox, rendering
from events_service.mail.domain.outbox import CHUNK, Recipient, Sender
from events_service.mail.models import Delivery, Fate, Message
from events_service.mail.models.delivery import WAITING
from events_service.mail.models.kinds import expiry
from registrations.domain import invitations
from registrations.models import Announcement, Registration, Reminder, Seat, Status
from registrations.models.registration import RegistrationQuerySet

SOON = timedelta(hours=1)
PLACE_KINDS = ("confirmation", "waitlisted", "promoted", "proof", "pending", "offered")


_KINDS = {
    Status.CONFIRMED: "confirmation",
    Status.WAITLISTED: "waitlisted",
    Status.PENDING: "pending",
    Status.UNPROVEN: "proof",
    Status.OFFERED: "offered",
}


def confirm_place(registration: Registration, *, now: datetime) -> None:
    """Say what came of registering: a place, a turn in the waitlist, or what is still to be done; say it again to who was told before."""
    kind = _KINDS[Status(registration.status)]
    _say(kind, registration, invitation="REQUEST" if kind == "confirmation" else None, now=now)


def confirm_places(event: Event, registrations: Collection[int], *, now: datetime) -> None:
    """Say the same to many at once who were never told: each gets the very copy that registering would have sent."""
    suffix = f":{event.changed_at:%Y%m%dT%H%M%S%f}:0"
    placed = _event_message("confirmation", event, suffix=suffix, invitation="REQUEST", now=now)
    waiting = _event_message("waitlisted", event, suffix=suffix, invitation=None, now=now)
    for ids in _batched(list(registrations)):
        meant = event.registrations.filter(pk__in=ids, calendar_revision=0)
        _post_to(meant.confirmed(), placed, now=now, told=event)
        _post_to(meant.filter(status=Status.WAITLISTED), waiting, now=now, told=event)


def tell_promoted(registration: Registration, *, now: datetime) -> None:
    """Say to who waited that there is a place now."""
    _say("promoted", registration, invitation="REQUEST", now=now)


def tell_offered(registration: Registration, *, now: datetime) -> None:
    """Say to who waited that a place is held for them, and until when."""
    _say("offered", registration, invitation=None, now=now)


def tell_lapsed(registration: Registration, *, now: datetime) -> None:
    """Say that the offered place went to the next in line."""
    _say("lapsed", registration, invitation=None, now=now)


def tell_declined(registration: Registration, *, now: datetime) -> None:
    """Say that the organizers could not give a place, in words that blame nobody."""
    _say("declined", registration, invitation=None, now=now)


def confirm_withdrawal(registration: Registration, *, now: datetime) -> None:
    """Say that the place was given back, and take the entry out of the calendar."""
    had_a_place = registration.confirmed_at is not None
    _say("withdrawn", registration, invitation="CANCEL" if had_a_place else None, now=now)


def prove_new_address(registration: Registration, email: str, *, number: int, now: datetime) -> None:
    """Ask at another address whether it is this person's; the link carries the number."""
    _say_to(email, "new-address", registration, number=number, now=now)


def tell_old_address(registration: Registration, email: str, *, number: int, now: datetime) -> None:
    """Say to the address that was left that mail goes to another one, without naming that, and without a link that would work."""
    _say_to(email, "address-changed", registration, number=number, now=now)


def _say_to(email: str, kind: str, registration: Registration, *, number: int, now: datetime) -> None:
    event = registration.event
    message = outbox.open_message(
        key=f"{kind}:{event.pk}:{registration.pk}:{number}",
        kind=kind,
        topic=topic_of(event),
        sender=_sender(event),
        texts=rendering.freeze(kind, _context(event)),
        expires_at=expiry(kind, now=now, start=event.starts_at, end=event.ends_at),
    )
    to = recipient(registration, now=now)
    outbox.add(message, [replace(to, address=email, values={**to.values, "link_version": number})])


def remind(reminder: Reminder, *, moment: datetime, now: datetime) -> None:
    """Post the reminder to all who had their place by its moment. Who came later was told the same by the confirmation.

    One that carries the room carries it to those who take part online.
    """
    event = reminder.event
    audience = event.registrations.confirmed().filter(confirmed_at__lt=moment)
    # asked for each chunk anew and under lock: a reminder that is switched off, moved or cancelled in the middle stops there
    still_meant = Reminder.objects.filter(
        pk=reminder.pk, on_since__isnull=False, fired_for=event.starts_at, event__starts_at=event.starts_at, event__cancelled_at=None
    )
    room = rooms.of(event) if reminder.carries_room and event.is_online else None
    online = audience.filter(seat=Seat.ONLINE) if event.presence == Presence.HYBRID else audience
    if room:
        _post_to(online, _reminder_message(reminder, room, moment=moment), now=now, still_meant=still_meant)
        audience = audience.exclude(pk__in=online.values("pk"))
    _post_to(audience, _reminder_message(reminder, None, moment=moment), now=now, still_meant=still_meant)


def announce(announcement: Announcement, *, now: datetime) -> None:
    """Post what the organizers write to everybody who has a place."""
    event, kind = announcement.event, "announcement"
    message = outbox.open_message(
        key=f"{kind}:{announcement.pk}",
        kind=kind,
        topic=topic_of(event),
        scope=topic_of(event),
        sender=_sender(event),
        texts=rendering.freeze(kind, _context(event) | {"subject": announcement.subject, "words": announcement.words}),
        expires_at=expiry(kind, now=announcement.said_at, start=event.starts_at, end=event.ends_at),
    )
    _post_to(event.registrations.confirmed(), message, now=now)


def tell_changed(event: Event, *, now: datetime) -> None:
    """Tell everyone who was last told of an older sequence: moved, or cancelled. Whoever is told is marked so, in the same transaction."""
    kind = "cancelled" if event.cancelled_at else "changed"
    behind = event.registrations.filter(told_sequence__lt=event.sequence)
    with_entry = _event_message(kind, event, suffix="", invitation="CANCEL" if event.cancelled_at else "REQUEST", now=now)
    _post_to(behind.confirmed(), with_entry, now=now, told=event)
    without = _event_message(kind, event, suffix=":waiting", invitation=None, now=now)
    _post_to(behind.told().exclude(status=Status.CONFIRMED), without, now=now, told=event)


def _say(kind: str, registration: Registration, *, invitation: str | None, now: datetime) -> None:
    """Post one person's copy of a message that all who are in the same situation share."""
    event = registration.event
    suffix = f":{event.changed_at:%Y%m%dT%H%M%S%f}:{registration.calendar_revision}"
    message = _event_message(kind, event, suffix=suffix, invitation=invitation, now=now)
    if not outbox.add(message, [recipient(registration, now=now)]):
        earlier = Delivery.objects.filter(message=message, recipient=registration.key).exclude(state__in=(*WAITING, Fate.SKIPPED)).first()
        if earlier:
            outbox.resend(earlier)
    if invitation:
        invitations.record(event, [registration], message_key=message.key, method=invitation, now=now)


def _event_message(kind: str, event: Event, *, suffix: str, invitation: str | None, now: datetime) -> Message:
    key = f"{message_stem(kind, event)}{suffix}"
    known = Message.objects.filter(key=key).first()  # rendering two languages for a text that is frozen already would be waste
    return known or outbox.open_message(
        key=key,
        kind=kind,
        topic=topic_of(event),
        sender=_sender(event),
        texts=rendering.freeze(
            kind,
            _context(event) | {"waits": not invitation},
            calendar=lambda language: invitations.part(event, language, method=invitation),
        ),
        expires_at=expiry(kind, now=now, start=event.starts_at, end=event.ends_at),
    )


def _batched(ids: list[int]) -> Iterator[list[int]]:
    for begin in range(0, len(ids), CHUNK):
        yield ids[begin : begin + CHUNK]


def _reminder_message(reminder: Reminder, room: Room | None, *, moment: datetime) -> Message:
    event, kind = reminder.event, f"reminder-{reminder.lead}"
    numbers = rooms.numbers(room.phone) if room else []
    return outbox.open_message(
        key=f"{kind}:{event.pk}:{event.starts_at:%Y%m%dT%H%MZ}{':room' if room else ''}",
        kind=kind,
        topic=topic_of(event),
        scope=topic_of(event),
        sender=_sender(event),
        texts=rendering.freeze(kind, _context(event) | {"note": reminder.note, "room": room, "numbers": numbers}),
        expires_at=expiry(kind, now=moment, start=event.starts_at, end=event.ends_at),
    )


def message_stem(kind: str, event: Event) -> str:
    """Return how the keys of the messages of this kind about the event as it stands begin."""
    return f"{kind}:{event.pk}:{event.sequence}"


def _post_to(
    audience: RegistrationQuerySet,
    message: Message,
    *,
    now: datetime,
    told: Event | None = None,
    still_meant: QuerySet[Reminder] | None = None,
) -> None:
    """Give everyone of the audience a copy, in chunks, under lock: once through by id, then until nobody is left.

    The second time is for who committed meanwhile with a lower id. The audience comes from `event.registrations`, so that
    each knows the event without a query of its own.
    """
    last = 0
    while last := _post_chunk(audience.filter(pk__gt=last), message, now=now, told=told, still_meant=still_meant):
        pass
    while _post_chunk(audience, message, now=now, told=told, still_meant=still_meant):
        pass


@transaction.atomic
def _post_chunk(
    audience: RegistrationQuerySet, message: Message, *, now: datetime, told: Event | None, still_meant: QuerySet[Reminder] | None
) -> int:
    """Post to the first of the audience who have no copy; return the id of the last of them, 0 when nobody was left."""
    if still_meant is not None and not still_meant.select_for_update(of=("self",)).values_list("pk")[:1]:
        return 0  # not `exists`, which would lock the event's row too
    waiting = audience.filter(outbox.without_copy(message)).order_by("pk")
    chunk = list(waiting.select_for_update(no_key=True, of=("self",))[:CHUNK])
    outbox.add(message, [recipient(registration, now=now) for registration in chunk])
    if told is not None:
        method = "CANCEL" if told.cancelled_at else "REQUEST"
        invitations.record(told, [r for r in chunk if r.status == Status.CONFIRMED], message_key=message.key, method=method, now=now)
        Registration.objects.filter(pk__in=[r.pk for r in chunk]).update(told_sequence=told.sequence, told_starts_at=told.starts_at)
    return chunk[-1].pk if chunk else 0


def recipient(registration: Registration, *, now: datetime) -> Recipient:
    """Return the registration as the post office knows it: a label, an address, and the values of the slots."""
    event = registration.event
    values = {
        "link_version": registration.link_version,
        "starts_at": event.starts_at.isoformat() if event.starts_at else "",
        "old_starts_at": registration.told_starts_at.isoformat(),
        "sequence": event.sequence + registration.calendar_revision,
        "made_at": now.isoformat(),
        "held_until": registration.held_until.isoformat() if registration.held_until else "",
        "where": _where(event.presence, registration.seat, registration.language, waits=registration.turn is not None),
        "soon": _soon(event.starts_at, event.ends_at, registration.language, now=now),
    }
    return Recipient(registration.key, registration.email, registration.name, registration.language, registration.zone, values)


@lru_cache(maxsize=64)  # the same for everyone of a batch who reads this language
def _soon(starts_at: datetime | None, ends_at: datetime | None, language: str, *, now: datetime) -> str:
    """Return what to say first, with a space after it, to who registers in the last hour: for them this mail is the reminder."""
    if starts_at is None or starts_at - now > SOON or (ends_at or starts_at) <= now:
        return ""
    minutes = ceil((starts_at - now).total_seconds() / 60)
    with translation.override(language):
        if minutes <= 0:
            return _("It has begun: join now.") + " "
        return ngettext("It starts in %(minutes)d minute.", "It starts in %(minutes)d minutes.", minutes) % {"minutes": minutes} + " "


@lru_cache(maxsize=64)
def _where(presence: str, seat: str, language: str, *, waits: bool) -> str:
    """Return where this person takes part, with a space before it, where an event has a room and is online too."""
    if presence != Presence.HYBRID:
        return ""
    with translation.override(language):
        if seat == Seat.ROOM:
            return " " + _("It is in the room.")
        if waits:
            return " " + _("You take part online for now: for the room you are on the waiting list.")
        return " " + _("You take part online.")


def _sender(event: Event) -> Sender:
    organization = hosting.sender_of(event)
    return Sender(organization.name, organization.sender_address, organization.reply_to)


def _context(event: Event) -> dict[str, Any]:
    return {
        "event": event,
        "hosts": hosting.hosts_of(event),
        "event_time": timezones.lazy_moment_words(event.starts_at, event.zone) if event.starts_at else "",
        "entry_moves": settings.CALENDAR_MODE == "updates",
    }
