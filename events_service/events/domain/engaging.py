"""What is settled with each person who speaks: where they are written to, the invitation, their link, what they answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import User
from events_service.events.domain import changing, speaker_mail
from events_service.events.models import Consent, Engagement, Event, GreenRoom, Speaker
from events_service.lib.errors import DomainError
from events_service.lib.tokens import is_genuine, key_of

PAUSE = timedelta(minutes=2)  # between two invitations of one person


class CannotInvite(DomainError):
    """There is nothing to invite to: no time yet, called off, or over."""


class JustInvited(DomainError):
    """The last mail left a moment ago."""


class RecordingIsOut(DomainError):
    """The recording is published, so that the answer cannot be changed here any more."""


@dataclass(frozen=True)
class Terms:
    """Where a person is written to, and in which language."""

    email: str
    language: str


def engage(event: Event, speaker: Speaker) -> Engagement:
    """Return what is settled with this person at this event: made now where there is nothing yet, taken up again where it had ended."""
    engagement, _is_made = Engagement.objects.get_or_create(
        event=event, speaker=speaker, defaults={"language": event.language, "zone": event.zone}
    )
    if engagement.ended_at:
        engagement.ended_at = None
        engagement.save(update_fields=["ended_at"])
    return engagement


def known_terms(speaker: Speaker, *, to: User) -> Terms | None:
    """Return where this person was last written to about an event that this user organizes; nobody else's events tell."""
    events = Event.objects.organized_by(to)
    last = Engagement.objects.filter(speaker=speaker, event__in=events).exclude(email="").order_by("-pk").first()
    return Terms(last.email, last.language) if last else None


@transaction.atomic
def set_terms(event: Event, speaker: Speaker, terms: Terms) -> None:
    """Write down how this person is written to.

    Another address is another invitation: what waits for the old one is taken back, and the link that it was sent is dead.
    """
    changing.lock(event)
    engagement = engage(event, speaker)
    if engagement.email and engagement.email != terms.email:
        speaker_mail.recall(engagement)
        engagement.link_version += 1
        engagement.invited_at = None
    engagement.email, engagement.language = terms.email, terms.language
    engagement.save()


@transaction.atomic
def invite(event: Event, engagements: Iterable[Engagement], *, now: datetime) -> int:
    """Write to each of these who has an address and no invitation yet; return to how many a mail leaves. Raises CannotInvite."""
    changing.lock(event)
    _require_something_to_come(event, now=now)
    asked = [engagement.pk for engagement in engagements]
    waiting = Engagement.objects.standing().filter(pk__in=asked, event=event, invited_at=None).exclude(email="")
    return speaker_mail.invite(event, list(waiting.select_related("speaker").select_for_update(of=("self",))), now=now)


@transaction.atomic
def invite_again(engagement: Engagement, *, now: datetime) -> int:
    """Write to one person once more; return 0 where no mail can reach them. Raises CannotInvite, JustInvited."""
    event = engagement.event
    changing.lock(event)
    _require_something_to_come(event, now=now)
    engagement.refresh_from_db()
    if engagement.ended_at or not engagement.email:
        return 0  # somebody took them off while this page was open
    if engagement.invited_at and now - engagement.invited_at < PAUSE:
        raise JustInvited(_("The last mail left a moment ago. Wait two minutes before you send another one."))
    speaker_mail.recall(engagement)
    return speaker_mail.invite(event, [engagement], now=now)


@transaction.atomic
def revoke(engagement: Engagement) -> None:
    """Let the person's link lead nowhere. A new invitation carries a new one."""
    Engagement.objects.filter(pk=engagement.pk).update(link_version=F("link_version") + 1)


def end(engagement: Engagement, *, now: datetime) -> None:
    """Settle that somebody is off the event: what waits is taken back, who was told has the entry cancelled, the address is erased.

    The caller holds the lock of the event.
    """
    speaker_mail.tell_removed(engagement, now=now)
    engagement.email, engagement.invited_at, engagement.told_starts_at = "", None, None
    engagement.consent, engagement.consent_at, engagement.confirmed_at = "", None, None
    engagement.link_version += 1
    engagement.ended_at = now
    engagement.save()


def find(token: str) -> Engagement:
    """Return the engagement that this link was made for; raises Engagement.DoesNotExist for any other token, and for one that ended."""
    key = key_of(token)
    if key is None:
        raise Engagement.DoesNotExist
    engagement = Engagement.objects.standing().select_related("event", "event__series", "speaker").get(key=key)
    if not is_genuine(token, "speaking", engagement.key, engagement.link_version):
        raise Engagement.DoesNotExist
    return engagement


@transaction.atomic
def answer(engagement: Engagement, consent: Consent, *, now: datetime) -> None:
    """Write down whether this person may be recorded. The last answer before the recording is out counts. Raises RecordingIsOut."""
    changing.lock(engagement.event)
    if engagement.event.watchable_at:
        raise RecordingIsOut(_("The recording is published. Write to the hosts if something has to be taken out."))
    Engagement.objects.filter(pk=engagement.pk).update(consent=consent, consent_at=now)


@transaction.atomic
def set_green_room(event: Event, *, url: str, passcode: str, notes: str) -> None:
    """Set where those who speak meet before it begins; with nothing left there is none. No public page, feed or entry shows it."""
    changing.lock(event)
    if url or passcode or notes:
        GreenRoom.objects.update_or_create(event=event, defaults={"url": url, "passcode": passcode, "notes": notes})
    else:
        GreenRoom.objects.filter(event=event).delete()


def _require_something_to_come(event: Event, *, now: datetime) -> None:
    if event.starts_at is None or event.ends_at is None:
        raise CannotInvite(_("It has no time yet. Give it one, then invite."))
    if event.cancelled_at:
        raise CannotInvite(_("This event is cancelled, so there is nothing to invite to."))
    if event.ends_at <= now:
        raise CannotInvite(_("This event is over, so there is nothing to invite to."))
