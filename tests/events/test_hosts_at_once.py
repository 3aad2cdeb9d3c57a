"""Hosts who act in the same moment. On SQLite the IMMEDIATE transaction is the lock, on PostgreSQL the row of what is hosted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import pytest
from django.db import connections

from events_service.events.domain import hosting, inviting_hosts, publishing
from events_service.events.domain.scheduling import Times
from events_service.events.models import Event, HostInvitation, Series
from events_service.lib.errors import DomainError
from tests.factories import EventFactory, OrganizationFactory, SeriesFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Do all of these in threads of their own, and answer what was refused."""

    def one(work):
        try:
            work()
        except DomainError as refusal:
            return type(refusal)
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(len(works)) as pool:
        return [refused for refused in pool.map(one, works) if refused]


def test_of_all_hosts_who_leave_at_once_one_stays(institute, now):
    event = EventFactory(host=institute)
    hosts = [institute, *(OrganizationFactory(slug=f"host-{number}", name=f"Host {number}") for number in range(5))]
    for host in hosts[1:]:
        hosting.add_host(event, host)

    refused = at_once(*(lambda host=host: hosting.leave(Event.objects.get(pk=event.pk), host, now=now) for host in hosts))

    assert refused == [hosting.LastHost]
    assert event.hostings.count() == 1


@pytest.mark.parametrize("answer", [inviting_hosts.accept, inviting_hosts.decline])
def test_a_question_that_is_answered_and_withdrawn_at_once_is_one_of_the_two(institute, now, answer):
    event, partner = EventFactory(host=institute), OrganizationFactory(slug="partner", name="Partner")
    inviting_hosts.invite(event, partner, host=institute, now=now)

    refused = at_once(
        lambda: answer(Event.objects.get(pk=event.pk), partner, now=now),
        lambda: inviting_hosts.withdraw(Event.objects.get(pk=event.pk), partner),
    )

    assert refused in ([], [inviting_hosts.NotAskedAnyMore])
    assert not HostInvitation.objects.exists()


def test_a_date_that_is_made_while_somebody_joins_its_series_has_them_too(institute, now):
    partner = OrganizationFactory(slug="partner", name="Partner")
    when = Times("UTC", date(2037, 12, 9), time(10), date(2037, 12, 9), time(11))

    def made(series):
        return publishing.create(institute, details={"title_en": "A date", "series": Series.objects.get(pk=series.pk)}, when=when, now=now)

    for series in SeriesFactory.create_batch(8, host=institute):
        at_once(lambda series=series: hosting.join(series, partner, now=now), lambda series=series: made(series))

    assert [hosting.hosts_of(event) for event in Event.objects.all()] == [[institute, partner]] * 8
