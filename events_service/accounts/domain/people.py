"""The people of an organization: who belongs to it, in which role, and how somebody goes. Its last owner stays."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import activity, handover
from events_service.accounts.models import Act, Membership, MembershipQuerySet, Organization, Role, User
from events_service.lib.errors import DomainError

MAY = {
    Role.OWNER: _("You write events, see who registers, and decide who belongs here."),
    Role.ORGANIZER: _("You write events and see who registers."),
    Role.VIEWER: _("You see numbers, never the names and addresses of who comes."),
}


class LastOwner(DomainError):
    """Without an owner nobody could let anybody in."""

    field = "role"


class NotAnOwner(DomainError):
    """Somebody was faster, and whoever asks manages nobody any more."""


class IsGone(DomainError):
    """Somebody was faster, and the person is none of the organization's people any more."""


class NobodyTakesOver(DomainError):
    """Who has acted for the organization does not go before somebody stands in for them."""

    field = "successor"


def of(organization: Organization) -> MembershipQuerySet:
    """Return the organization's people, owners first."""
    return Membership.objects.filter(organization=organization).select_related("user").by_role()


def successors(membership: Membership) -> MembershipQuerySet:
    """Return who could take over what this person has to do: the others who act for the organization."""
    return of(membership.organization).editors().exclude(pk=membership.pk)


@transaction.atomic
def change_role(membership: Membership, *, role: Role, by: User, now: datetime) -> None:
    """Give this person another role. Twice is once. Raises LastOwner, NotAnOwner, IsGone."""
    _lock(membership)
    require_owner(membership.organization, by)
    if membership.role == role:
        return
    _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    _record(Act.ROLE_CHANGED, membership, by=by, now=now, more=role)


@transaction.atomic
def remove(membership: Membership, *, successor: Membership | None = None, by: User, now: datetime) -> None:
    """Take this person off the organization's people. Who acted for it hands over to a successor first.

    Raises NobodyTakesOver, LastOwner, NotAnOwner, IsGone.
    """
    _lock(membership)
    require_owner(membership.organization, by)
    _part(membership, successor, act=Act.REMOVED, by=by, now=now)


@transaction.atomic
def leave(membership: Membership, *, successor: Membership | None = None, now: datetime) -> None:
    """Go of one's own accord, and hand over first. Raises NobodyTakesOver, LastOwner, IsGone."""
    _lock(membership)
    _part(membership, successor, act=Act.LEFT, by=membership.user, now=now)


def lock(organization: Organization) -> None:
    """Lock the organization's row until the transaction ends: whatever is decided about its people is decided under it."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def require_owner(organization: Organization, user: User) -> None:
    """Make sure, under the lock, that this is still one of the owners. Raises NotAnOwner."""
    if not Membership.objects.owners().filter(organization=organization, user=user).exists():
        raise NotAnOwner(_("You are not an owner here any more, so this is not yours to change."))


def _lock(membership: Membership) -> None:
    """Lock the organization and re-read the membership into this very instance."""
    lock(membership.organization)
    try:
        membership.refresh_from_db(fields=["role"])
    except Membership.DoesNotExist:
        raise IsGone(_("This person is not among your people any more.")) from None


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.owners().filter(organization=membership.organization).exclude(pk=membership.pk)
    if membership.is_owner and not others.exists():
        raise LastOwner(_("%(name)s is the last owner. Make somebody else an owner first.") % {"name": membership.user.known_as})


def _part(membership: Membership, successor: Membership | None, *, act: Act, by: User, now: datetime) -> None:
    _keep_an_owner(membership)
    if membership.is_editor:
        _hand_over(membership, successor, by=by, now=now)
    _record(act, membership, by=by, now=now)
    membership.delete()


def _hand_over(membership: Membership, successor: Membership | None, *, by: User, now: datetime) -> None:
    """Write down who stands in from now on, and tell them. What is to be done belongs to the organization, so no row changes hands."""
    if successor is None or not successors(membership).filter(pk=successor.pk).exists():
        raise NobodyTakesOver(_("Choose who takes over."))
    _record(Act.HANDED_OVER, membership, by=by, now=now, more=successor.user.known_as)
    if successor.user_id != by.pk:
        handover.tell(successor, leaver=membership, now=now)


def _record(act: Act, membership: Membership, *, by: User, now: datetime, more: str = "") -> None:
    activity.record(act, activity.person(membership.user), concerns=[membership.organization], by=by, now=now, more=more)
