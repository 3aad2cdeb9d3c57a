import pytest

from events_service.events.domain import hosting
from tests.factories import EventFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


def test_the_first_host_sends_the_mail(institute, webinar):
    partner = OrganizationFactory(slug="partner", name="Another")
    alone = hosting.hosts_of(webinar)

    hosting.add_host(webinar, partner)

    assert alone == [institute]
    assert hosting.hosts_of(webinar) == [institute, partner]
    assert hosting.sender_of(webinar) == institute


def test_adding_a_host_twice_adds_it_once(institute, webinar):
    before = hosting.hosts_of(webinar)

    hosting.add_host(webinar, institute)

    assert hosting.hosts_of(webinar) == before == [institute]


def test_hosts_that_were_asked_for_once_are_known(webinar, django_assert_num_queries):
    with django_assert_num_queries(1):
        hosting.sender_of(webinar)
        hosting.hosts_of(webinar)


@pytest.mark.parametrize("count", [1, 3])
def test_the_hosts_of_many_events_are_one_question(institute, django_assert_num_queries, count):
    events = [EventFactory(host=institute) for _ in range(count)]

    with django_assert_num_queries(1):
        hosting.with_hosts(events)
        assert [hosting.sender_of(event) for event in events] == [institute] * count
