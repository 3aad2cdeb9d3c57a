"""Letting somebody in: an invitation by mail, good for seven days, and taken by who can read that mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import activity, people
from events_service.accounts.domain.activity import Subject
from events_service.accounts.models import Act, Invitation, Membership, Organization, Role, User
from events_service.lib.addresses import fingerprint, masked, normalized
from events_service.lib.errors import DomainError
from events_service.lib.tokens import is_genuine, key_of, personal_token
from events_service.mail.domain import fates, outbox, rendering
from events_service.mail.domain.outbox import Recipient, Sender
from events_service.mail.models import Delivery, Fate
from events_service.mail.models.kinds import expiry

GOOD_FOR = timedelta(days=7)
PAUSE = timedelta(minutes=2)  # between two mails about one invitation
AT_MOST, WITHIN = 3, timedelta(hours=1)  # mails to one address, whoever invites it
_ONLY_VERSION = 1  # the link lives and dies with its row


class AlreadyHere(DomainError):
    """Who belongs to the organization needs no invitation."""

    field = "email"


class TooManyMails(DomainError):
    """An address is not written to over and over."""

    field = "email"


class InvitationSpent(DomainError):
    """The invitation was taken, withdrawn, is too old, or was never one of ours."""


class NameMissing(DomainError):
    """People of an organization know each other by name."""

    field = "name"


@dataclass(frozen=True)
class Pending:
    """An invitation that nobody has taken yet, and what became of its latest mail."""

    invitation: Invitation
    has_expired: bool
    fate: Fate | None


def pending(organization: Organization, *, now: datetime) -> list[Pending]:
    """Return the invitations that nobody has taken yet, in the order they were sent, with two queries for all."""
    invitations = list(Invitation.objects.filter(organization=organization))
    known = fates.latest([invitation.key for invitation in invitations], kinds=("invitation",))
    return [Pending(invitation, invitation.has_expired(now), known.get(invitation.key)) for invitation in invitations]


@transaction.atomic
def invite(organization: Organization, *, email: str, role: Role, by: User, now: datetime) -> Invitation:
    """Invite an address. Twice makes one invitation, with the role of the latest; the same again within two minutes mails nothing.

    Raises AlreadyHere, TooManyMails, NotAnOwner.
    """
    people.lock(organization)
    people.require_owner(organization, by)
    if Membership.objects.filter(organization=organization, user__email__iexact=email).exists():
        raise AlreadyHere(_("Whoever has this address is among your people already. Change their role there."))
    known = Invitation.objects.filter(organization=organization, address=normalized(email)).first()
    if known and known.role == role and now - known.sent_at < PAUSE:
        return known
    invitation = known or Invitation(organization=organization, email=email, address=normalized(email))
    invitation.role = role
    _send(invitation, by=by, now=now)
    activity.record(Act.INVITED, _invited(invitation), concerns=[organization], by=by, now=now, more=role)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Mail it again; from now on it is good for another seven days. Raises TooManyMails, InvitationSpent, NotAnOwner."""
    _lock(invitation)
    people.require_owner(invitation.organization, by)
    if now - invitation.sent_at < PAUSE:
        raise TooManyMails(_("The last mail left a moment ago. Wait two minutes before you send another one."))
    _send(invitation, by=by, now=now)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Take the invitation back: its link ends, and a mail that has not left stays here. Raises InvitationSpent, NotAnOwner."""
    _lock(invitation)
    people.require_owner(invitation.organization, by)
    activity.record(Act.WITHDRAWN, _invited(invitation), concerns=[invitation.organization], by=by, now=now)
    _end(invitation)


def find(token: str, *, now: datetime) -> Invitation:
    """Return the invitation that this link was made for, without taking it. Raises InvitationSpent."""
    key = key_of(token)
    invitation = Invitation.objects.select_related("organization").filter(key=key).first() if key else None
    is_ours = invitation is not None and is_genuine(token, "invitation", invitation.key, _ONLY_VERSION)
    if invitation is None or not is_ours or invitation.has_expired(now) or _user_of(invitation, is_active=False):
        raise InvitationSpent(_("This invitation was accepted, withdrawn or is too old. Ask whoever invited you for a new one."))
    return invitation


def invited_user(invitation: Invitation) -> User | None:
    """Return who has an account with this address already."""
    return _user_of(invitation, is_active=True)


def token_for(email: str, *, now: datetime) -> str:
    """Return the token of the latest invitation that this address can still take, or nothing. Who asks has proved the address."""
    invitation = Invitation.objects.filter(address=normalized(email), expires_at__gt=now).last()
    return personal_token("invitation", invitation.key, _ONLY_VERSION) if invitation else ""


@transaction.atomic
def accept(token: str, *, name: str = "", now: datetime) -> User:
    """Take the invitation, once, and return who has it now: an account is made where there is none.

    The link was mailed to the address, so whoever has it can read mail there. Raises InvitationSpent, NameMissing.
    """
    people.lock(find(token, now=now).organization)
    invitation = find(token, now=now)  # again, now that nobody else can take it
    user = _user_with(invitation, name)
    _membership, is_new = Membership.objects.get_or_create(
        user=user, organization=invitation.organization, defaults={"role": invitation.role}
    )
    if is_new:
        activity.record(Act.JOINED, activity.person(user), concerns=[invitation.organization], by=user, now=now, more=invitation.role)
    _end(invitation)
    return user


def _lock(invitation: Invitation) -> None:
    people.lock(invitation.organization)
    try:
        invitation.refresh_from_db(fields=["role", "sent_at", "expires_at"])
    except Invitation.DoesNotExist:
        raise InvitationSpent(_("This invitation was accepted or withdrawn in the meantime.")) from None


def _send(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Write the invitation and post its mail in the name of the organization."""
    mails = Delivery.objects.filter(address_hash=fingerprint(invitation.email), message__kind="invitation")
    if mails.filter(created_at__gt=now - WITHIN).count() >= AT_MOST:
        raise TooManyMails(_("Three mails went to this address within an hour. Wait a while before you send another one."))
    invitation.sent_at, invitation.expires_at = now, now + GOOD_FOR
    invitation.save()
    organization = invitation.organization
    message = outbox.open_message(
        key=f"invitation:{invitation.key}:{now:%Y%m%dT%H%M%S%f}",
        kind="invitation",
        topic=_topic(invitation),
        sender=Sender(organization.name, organization.sender_address, organization.reply_to),
        texts=rendering.freeze("invitation", _context(invitation, by)),
        expires_at=expiry("invitation", now=now),
    )
    outbox.add(message, [_recipient(invitation)])


def _context(invitation: Invitation, inviter: User) -> dict[str, object]:
    return {
        "name": _name(invitation),
        "inviter": inviter.known_as,
        "organization": invitation.organization,
        "role": Role(invitation.role).label,  # lazy, so that each language gets its own word
        "may": people.MAY[Role(invitation.role)],
    }


def _recipient(invitation: Invitation) -> Recipient:
    return Recipient(
        key=invitation.key,
        address=invitation.email,
        name=_name(invitation),
        language=get_language() or settings.LANGUAGE_CODE,
        zone=invitation.organization.zone,
        values={"until": invitation.expires_at.isoformat()},
    )


def _name(invitation: Invitation) -> str:
    user = invited_user(invitation)
    return user.name if user else ""


def _end(invitation: Invitation) -> None:
    outbox.recall(topic=_topic(invitation))
    invitation.delete()


def _user_with(invitation: Invitation, name: str) -> User:
    """Return who has the invited address; whoever has no name yet has one now."""
    user = invited_user(invitation)
    if user and user.name:
        return user
    if not name:
        raise NameMissing(_("Enter your name"))
    if user is None:
        password = make_password(None)
        fresh = {"email": invitation.email, "name": name, "password": password}
        user, _is_new = User.objects.get_or_create(email__iexact=invitation.email, defaults=fresh)
    user.name = user.name or name
    user.save(update_fields=["name"])
    return user


def _user_of(invitation: Invitation, *, is_active: bool) -> User | None:
    return User.objects.filter(email__iexact=invitation.email, is_active=is_active).first()


def _invited(invitation: Invitation) -> Subject:
    """Return the invitation as a subject; viewers read the log, so the address is masked."""
    return Subject(_topic(invitation), masked(invitation.email))


def _topic(invitation: Invitation) -> str:
    return f"invitation:{invitation.key}"
