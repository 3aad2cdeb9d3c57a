"""What a signed-in person may see and change."""

from events_service.accounts.models import Membership, MembershipQuerySet, Organization, OrganizationQuerySet, User


def memberships_of(user: User) -> MembershipQuerySet:
    """Return what this user is in each organization: whoever is let in by one of them is let in with its role."""
    return Membership.objects.filter(user=user).select_related("organization", "user").order_by("organization__name", "pk")


def organizations_of(user: User) -> OrganizationQuerySet:
    """Return the organizations whose desk this user sees, whatever their role."""
    return Organization.objects.of(user)


def organizations_edited_by(user: User) -> OrganizationQuerySet:
    """Return the organizations in whose name this user may act: as owner or organizer, not as viewer."""
    return Organization.objects.edited_by(user)


def first_owner() -> User | None:
    """Return who has owned an organization here for longest."""
    return User.objects.filter(is_active=True, memberships__role="owner").order_by("pk").first()


def looks_after_site(user: User) -> bool:
    """Tell whether this user may change what the whole site says of itself: as owner of the organization that was here first."""
    first = Organization.objects.order_by("pk").first()
    return Membership.objects.owners().filter(user=user, organization=first).exists()
