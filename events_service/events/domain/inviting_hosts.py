"""Asking another organization to host along. It is told by mail, and sees no more than the question until it accepts."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Membership, Organization, OrganizationQuerySet, User
from events_service.events.domain import hosting
from events_service.events.models import Event, HostInvitation, Series
from events_service.lib.errors import DomainError
from events_service.mail.domain import outbox, rendering
from events_service.mail.domain.outbox import Recipient, Sender
from events_service.mail.models.kinds import expiry

KIND = "host-invitation"


class HostsAlready(DomainError):
    """Who hosts is not asked to."""


class NotAskedAnyMore(DomainError):
    """The invitation was answered or withdrawn meanwhile."""


def not_asked(hosted: Event | Series) -> OrganizationQuerySet:
    """Return the organizations of this installation that neither host this nor are asked to."""
    asked = HostInvitation.objects.open().to(hosted).values("organization")
    return Organization.objects.exclude(pk__in=hosted.hostings.values("organization")).exclude(pk__in=asked)


@transaction.atomic
def invite(hosted: Event | Series, organization: Organization, *, host: Organization, now: datetime) -> int:
    """Ask this organization, in the name of a host, to host along; return how many of its people are told. Twice is once.

    Whoever declined may be asked again. Raises HostsAlready.
    """
    hosting.lock(hosted)
    if organization in hosting.hosts_of(hosted):
        raise HostsAlready(_("%(name)s hosts already.") % {"name": organization})
    invitation = HostInvitation.objects.to(hosted).filter(organization=organization).first()
    if invitation and invitation.declined_at is None:
        return 0
    if invitation is None:
        event, series = (hosted, None) if isinstance(hosted, Event) else (None, hosted)
        invitation = HostInvitation(organization=organization, event=event, series=series)
    invitation.host, invitation.invited_at, invitation.declined_at = host, now, None
    invitation.save()
    return _tell(invitation, now=now)


@transaction.atomic
def withdraw(hosted: Event | Series, organization: Organization) -> None:
    """Ask no longer, or forget that the answer was no. A mail that has not left yet stays here."""
    hosting.lock(hosted)  # so that an answer of the same moment comes before or after
    for invitation in HostInvitation.objects.to(hosted).filter(organization=organization):
        _close(invitation)
        invitation.delete()


@transaction.atomic
def accept(hosted: Event | Series, organization: Organization, *, by: User | None = None, now: datetime) -> None:
    """Let the organization that was asked host from now on: a series along with its coming events. Raises NotAskedAnyMore."""
    invitation = _answered(hosted, organization)
    hosting.join(hosted, organization, by=by, now=now)
    for settled in HostInvitation.objects.filter(organization=organization, event__hostings__organization=organization):
        _close(settled)
        settled.delete()
    HostInvitation.objects.filter(pk=invitation.pk).delete()


@transaction.atomic
def decline(hosted: Event | Series, organization: Organization, *, now: datetime) -> None:
    """Say no; the hosts see it at their desk. Raises NotAskedAnyMore."""
    invitation = _answered(hosted, organization)
    invitation.declined_at = now
    invitation.save(update_fields=["declined_at"])


def _answered(hosted: Event | Series, organization: Organization) -> HostInvitation:
    """Return the open invitation, under the lock of what is hosted; nobody else needs to be told of it any more."""
    hosting.lock(hosted)
    invitation = HostInvitation.objects.open().to(hosted).filter(organization=organization).first()
    if invitation is None:
        raise NotAskedAnyMore(_("This invitation was answered or withdrawn meanwhile."))
    _close(invitation)
    return invitation


def _close(invitation: HostInvitation) -> None:
    outbox.recall(topic=_topic(invitation))


def _tell(invitation: HostInvitation, *, now: datetime) -> int:
    """Write to everybody who may answer, in the name of the host that asks."""
    host = invitation.host
    message = outbox.open_message(
        key=f"{_topic(invitation)}:{now:%Y%m%dT%H%M%S%f}",
        kind=KIND,
        topic=_topic(invitation),
        sender=Sender(host.name, host.sender_address, host.reply_to),
        texts=rendering.freeze(KIND, _context(invitation, now=now)),
        expires_at=expiry(KIND, now=now),
    )
    starts_at = invitation.event.starts_at if invitation.event else None
    values = {"starts_at": starts_at.isoformat() if starts_at else ""}
    editors = Membership.objects.filter(organization=invitation.organization).editors().select_related("user")
    users = [membership.user for membership in editors]
    language, zone = get_language() or settings.LANGUAGE_CODE, invitation.organization.zone
    return outbox.add(message, [Recipient(f"user:{user.pk}", user.email, str(user), language, zone, values) for user in users])


def _context(invitation: HostInvitation, *, now: datetime) -> dict[str, object]:
    hosted = invitation.hosted
    return {
        "hosted": hosted,
        "page": "series_hosts" if isinstance(hosted, Series) else "event_hosts",
        "is_series": isinstance(hosted, Series),
        "organization": invitation.organization,
        "host": invitation.host,
        "coming": hosting.joined_along(hosted, invitation.organization, now=now).count(),
    }


def _topic(invitation: HostInvitation) -> str:
    return f"{KIND}:{invitation.pk}"
