"""The small cast of every test."""

from datetime import UTC, datetime

import hypothesis
import pytest
from django.db import connection
from django.utils import timezone, translation

from events_service.lib import clock
from tests import factories

hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no fault of the code's
hypothesis.settings.load_profile("house")


def pytest_runtest_setup(item):
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")


NOW = datetime(2037, 11, 24, 17, 0, tzinfo=UTC)  # the calendar of 2037 is that of 2026, and the database's clock is not past it


@pytest.fixture(autouse=True)
def _the_clock_stands_where_the_cast_lives(request, time_machine, monkeypatch):
    if not request.node.get_closest_marker("real_clock"):
        time_machine.move_to(NOW)
        monkeypatch.setattr(clock, "now", timezone.now)  # the database's own cannot be moved


@pytest.fixture(autouse=True)
def _in_english():
    """The last test's page may have spoken Spanish."""
    translation.activate("en")


@pytest.fixture
def now():
    """A Tuesday, nine days before the webinar."""
    return NOW


@pytest.fixture
def site(db):
    return factories.SiteFactory()


@pytest.fixture
def institute(site):
    """The organization that hosts the webinar."""
    return factories.OrganizationFactory(name="Valley Institute", slug="valley-institute")


@pytest.fixture
def organizer(institute):
    """A person who may change what the institute hosts."""
    user = factories.UserFactory(email="ines@valley.example", name="Ines Valdivia")
    factories.MembershipFactory(user=user, organization=institute, role="organizer")
    return user


@pytest.fixture
def stranger(site):
    """An organizer of another institution."""
    user = factories.UserFactory(email="eve@elsewhere.example")
    factories.MembershipFactory(user=user, organization=factories.OrganizationFactory(name="Elsewhere", slug="elsewhere"), role="owner")
    return user


@pytest.fixture
def webinar(institute):
    """A published online event on Thursday 3 December 2037, 10:00 to 11:30 in Los Angeles."""
    return factories.EventFactory(host=institute)
