"""Reminders: switched on by the organizer, fired at their moment, once for each start of the event."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from events_service.mail.domain import fates, office, outbox
from events_service.mail.domain.fates import Copies, Fates
from events_service.mail.models.kinds import expiry
from registrations.domain import messages
from registrations.models import Lead, Registration, Reminder

State = Literal["off", "waiting", "due", "sent", "missed"]
_WORTH_SAYING = timedelta(minutes=1)
_FARTHEST = timedelta(days=8)  # before the start: a week, and an hour more where the clocks change


class NoSuchReminder(DomainError):
    """There is no reminder with this lead time."""


class TakesTooLong(DomainError):
    """So many copies cannot be out in time."""


@dataclass(frozen=True)
class Planned:
    """One reminder as the desk shows it: when, in which state, how many it reaches as of now, and when the last of them has it."""

    reminder: Reminder
    moment: datetime
    state: State
    reach: int
    last_at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """One reminder on the time line, and what became of its copies."""

    planned: Planned
    copies: Copies


def rows_of(event: Event) -> list[Reminder]:
    """Return the event's reminders, farthest first; all off when asked for the first time."""
    if not event.reminders.exists():
        Reminder.objects.bulk_create([Reminder(event=event, lead=lead) for lead in Lead], ignore_conflicts=True)
    rows = {reminder.lead: reminder for reminder in event.reminders.all()}
    return [rows[lead] for lead in Lead if lead in rows]


def switch_on(event: Event, lead: str, *, note: str = "", carries_room: bool = False, now: datetime) -> None:
    """Let the reminder go out at its moment. What is on already keeps the moment since which it is.

    `carries_room`: the mail an hour before holds the room itself, to get in without this site.
    Raises TakesTooLong where the mail service's rate or quota does not let it reach everyone before it is stale.
    """
    _must_be_out_in_time(event, lead)
    _only(event, lead).update(note=note, carries_room=carries_room and lead == Lead.HOUR)
    _only(event, lead).filter(on_since=None).update(on_since=now)


def switch_off(event: Event, lead: str, *, now: datetime) -> None:
    """Let it not go out, and take back what has not left yet."""
    _only(event, lead).update(on_since=None)
    if outbox.recall(topic=topic_of(event), kinds=[f"reminder-{lead}"]):  # then it was not sent, and must not say so
        _only(event, lead).update(fired_for=None, fired_at=None, posted_at=None)


def plan(event: Event, *, now: datetime) -> list[Planned]:
    """Return what will go out, when, and to how many as of now. Empty for an event without a time."""
    if event.starts_at is None:
        return []
    reach = _reach(event)
    takes = office.takes(reach)
    planned = []
    for reminder in rows_of(event):
        moment = reminder.moment_for(event.starts_at, event.zone)
        state = _state(reminder, event, moment=moment, now=now)
        planned.append(Planned(reminder, moment, state, reach, moment + takes if takes >= _WORTH_SAYING else None))
    return planned


def with_fates(plan: list[Planned], sent: Fates) -> list[Step]:
    """Put beside each reminder what became of its copies, given everything that was sent about its event."""
    return [Step(planned, fates.summed(sent.get(f"reminder-{planned.reminder.lead}", {}))) for planned in plan]


def due(now: datetime) -> list[int]:
    """Return the ids of the reminders whose moment has come, those cut short in the middle of posting included."""
    on = Reminder.objects.filter(on_since__isnull=False, event__published_at__isnull=False, event__cancelled_at=None)
    near = on.filter(event__starts_at__gt=now - timedelta(hours=1), event__starts_at__lt=now + _FARTHEST).select_related("event")
    return [reminder.pk for reminder in near if _is_due(reminder, now)]


def fire(reminder_id: int, *, now: datetime) -> bool:
    """Post the reminder's copies if it is its moment. Ringing twice fires once; tell whether this call fired it."""
    reminder = _claim(reminder_id, now=now)
    if reminder is None or reminder.event.starts_at is None:
        return False
    messages.remind(reminder, moment=reminder.moment_for(reminder.event.starts_at, reminder.event.zone), now=now)
    Reminder.objects.filter(pk=reminder_id, fired_for=reminder.event.starts_at).update(posted_at=now)
    return True


def recall_outdated() -> None:
    """Take back reminders of a start that is not the event's any more, or of an event that was cancelled; they may fire anew."""
    outdated = Reminder.objects.filter(fired_for__isnull=False).filter(
        ~Q(fired_for=F("event__starts_at")) | Q(event__cancelled_at__isnull=False)
    )
    for reminder in outdated.select_related("event"):
        outbox.recall(topic=topic_of(reminder.event), kinds=[f"reminder-{reminder.lead}"])
        Reminder.objects.filter(pk=reminder.pk).update(fired_for=None, fired_at=None, posted_at=None)


def _reach(event: Event) -> int:
    return Registration.objects.filter(event=event).confirmed().count()


def _must_be_out_in_time(event: Event, lead: str) -> None:
    if event.starts_at is None or lead not in Lead.values:
        return
    moment = Reminder(event=event, lead=lead).moment_for(event.starts_at, event.zone)
    stale_at = expiry(f"reminder-{lead}", now=moment, start=event.starts_at, end=event.ends_at)
    if moment + office.takes(_reach(event)) > stale_at:
        raise TakesTooLong(
            _("The mail service lets so many mails out too slowly: the last ones would come too late. Take an earlier reminder.")
        )


@transaction.atomic
def _claim(reminder_id: int, *, now: datetime) -> Reminder | None:
    found = Reminder.objects.filter(pk=reminder_id).values_list("event_id", flat=True).first()
    if found is None:
        return None
    event = Event.objects.lock(found)
    reminder = Reminder.objects.select_for_update().get(pk=reminder_id)
    reminder.event = event
    if not reminder.on_since or not event.published_at or event.cancelled_at or not _is_due(reminder, now):
        return None
    reminder.fired_for, reminder.fired_at, reminder.posted_at = event.starts_at, now, None
    reminder.save(update_fields=["fired_for", "fired_at", "posted_at"])
    return reminder


def _is_due(reminder: Reminder, now: datetime) -> bool:
    event = reminder.event
    if event.starts_at is None:
        return False
    if reminder.fired_for == event.starts_at:
        return reminder.posted_at is None
    moment = reminder.moment_for(event.starts_at, event.zone)
    return moment <= now and not _is_missed(reminder, event, moment=moment, now=now)


def _is_missed(reminder: Reminder, event: Event, *, moment: datetime, now: datetime) -> bool:
    """A moment that was past when the reminder was switched on, the page published or the event moved; or one that is stale."""
    since = [instant for instant in (reminder.on_since, event.published_at, event.sequence_raised_at) if instant]
    too_late = expiry(f"reminder-{reminder.lead}", now=moment, start=event.starts_at, end=event.ends_at)
    return moment < max(since, default=moment) or now >= too_late


def _state(reminder: Reminder, event: Event, *, moment: datetime, now: datetime) -> State:
    if reminder.fired_for == event.starts_at:
        return "sent"
    if _is_missed(reminder, event, moment=moment, now=now):
        return "missed"
    if reminder.on_since is None:
        return "off"
    return "due" if moment <= now else "waiting"


def _only(event: Event, lead: str) -> QuerySet[Reminder]:
    rows_of(event)
    row = Reminder.objects.filter(event=event, lead=lead)
    if not row.exists():
        raise NoSuchReminder(lead)
    return row
