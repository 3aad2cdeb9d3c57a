"""A viewer sees numbers, never addresses: on every page of the desk, in both languages, whatever is there to be seen."""

from datetime import timedelta

import pytest

from events_service.accounts.domain import inviting
from events_service.accounts.models import Role
from events_service.events.domain import publishing
from tests import factories
from tests.pages.test_desk import READ_BY_VIEWERS, every_desk_path, of
from tests.registrations.cast import deliver, register


@pytest.fixture
def viewer(institute):
    return factories.MembershipFactory(organization=institute, user=factories.UserFactory(name="Vera"), role="viewer").user


@pytest.fixture
def full_house(institute, organizer, webinar, now):
    """An event with people in every state, mail that went wrong, an owner, an invitation, and a log of it all."""
    owner = factories.MembershipFactory(organization=institute, role="owner", user=factories.UserFactory(email="olga@valley.example"))
    for number, status in enumerate(("pending", "confirmed", "waitlisted", "withdrawn", "declined")):
        factories.RegistrationFactory(event=webinar, status=status, turn=number, name=f"Secret Person{number}")
    register(webinar, "secret@valle.example", name="Secret Person", now=now)
    deliver()
    inviting.invite(institute, email="ana@valle.example", role=Role.ORGANIZER, by=owner.user, now=now)
    publishing.cancel(webinar, reason="The speaker is ill.", by=organizer, now=now + timedelta(minutes=1))
    return webinar


def secrets_on(page, viewer):
    """What must not be there, beside the viewer's own address and the site's."""
    words = page.content.decode().replace(viewer.email, "").replace("events@valley.example", "")
    return [secret for secret in ("Secret", "@valle.example", "@valley.example", "/my/", "/join/") if secret in words]


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("path", every_desk_path())
def test_no_page_of_the_desk_tells_a_viewer_an_address(client, viewer, full_house, path, language):
    client.force_login(viewer)

    pages = [client.get(language + of(full_house, path)), client.post(language + of(full_house, path))]

    assert [secrets_on(page, viewer) for page in pages] == [[], []]


@pytest.mark.parametrize("path", ["/desk/", *READ_BY_VIEWERS])
def test_what_a_viewer_may_read_is_there(client, viewer, full_house, path):
    client.force_login(viewer)

    assert client.get(of(full_house, path)).status_code == 200


def test_the_same_pages_would_tell_an_organizer(client, organizer, full_house):
    client.force_login(organizer)
    told = [path for path in every_desk_path() if "Secret" in client.get(of(full_house, path)).content.decode()]

    assert "/desk/events/<slug:slug>/" in told
    assert "/desk/events/<slug:slug>/registrations/" in told


def test_a_viewer_of_one_host_who_organizes_for_another_sees_who_comes(client, viewer, webinar):
    partner = factories.OrganizationFactory(name="Partner", slug="partner")
    factories.MembershipFactory(organization=partner, user=viewer, role="organizer")
    client.force_login(viewer)

    alone = client.get(f"/desk/events/{webinar.slug}/registrations/").status_code
    webinar.hostings.create(organization=partner, position=1)

    assert (alone, client.get(f"/desk/events/{webinar.slug}/registrations/").status_code) == (404, 200)
