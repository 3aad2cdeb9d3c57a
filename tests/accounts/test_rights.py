"""What a signed-in person may see and change."""

import pytest

from events_service.accounts.domain import rights
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "edits"), [("owner", True), ("organizer", True), ("viewer", False)])
def test_owners_and_organizers_edit_and_viewers_look_on(role, edits):
    membership = factories.MembershipFactory(role=role)

    assert list(rights.organizations_of(membership.user)) == [membership.organization]
    assert rights.organizations_edited_by(membership.user).exists() == edits


@pytest.mark.parametrize("role", ["owner", "organizer", "viewer"])
def test_whoever_is_let_in_is_let_in_with_their_role(role):
    membership = factories.MembershipFactory(role=role)

    assert [(one.organization, one.role) for one in rights.memberships_of(membership.user)] == [(membership.organization, role)]


def test_a_stranger_has_no_part_in_an_organization(institute, stranger):
    assert institute not in rights.organizations_of(stranger)
    assert institute not in rights.organizations_edited_by(stranger)
    assert not rights.memberships_of(stranger).filter(organization=institute).exists()


def test_the_first_owner_is_who_has_owned_for_longest(institute):
    first = factories.MembershipFactory(role="owner").user
    factories.MembershipFactory(role="owner")

    assert rights.first_owner() == first


def test_without_an_owner_there_is_no_first_one(organizer):
    assert rights.first_owner() is None
