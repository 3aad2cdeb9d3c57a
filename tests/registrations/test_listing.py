"""The list of registrations at the desk: found, put in order, paged, however many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events_service.mail.domain import suppressing
from registrations.models import Registration
from tests import factories
from tests.registrations.cast import deliver, register


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def path(event):
    return f"/desk/events/{event.slug}/registrations/"


def names(page):
    return [row.registration.name for row in page.context["rows"]]


@pytest.fixture
def people(webinar, now):
    """One of each."""
    make = factories.RegistrationFactory
    return [
        make(event=webinar, name="José Ñandú", language="es", source="Newsletter"),
        make(event=webinar, name="Ana Valle", email="ana@norte.example", source="newsletter", attended_at=now),
        make(event=webinar, name="zoe", status="waitlisted", turn=2),
        make(event=webinar, name="Bo", status="waitlisted", turn=1),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "nandu jose"}, ["José Ñandú"]),
        ({"q": "JOSÉ"}, ["José Ñandú"]),
        ({"q": "valle norte"}, ["Ana Valle"]),
        ({"language": "es"}, ["José Ñandú"]),
        ({"source": "Newsletter"}, ["Ana Valle", "José Ñandú"]),
        ({"source": "-"}, ["Bo", "zoe"]),
        ({"came": "yes"}, ["Ana Valle"]),
        ({"came": "no", "status": "confirmed"}, ["José Ñandú"]),
        ({"order": "name"}, ["Ana Valle", "Bo", "José Ñandú", "zoe"]),
        ({"order": "name-back"}, ["zoe", "José Ñandú", "Bo", "Ana Valle"]),
        ({"order": "first"}, ["José Ñandú", "Ana Valle", "zoe", "Bo"]),
        ({"order": "turn", "status": "waitlisted"}, ["Bo", "zoe"]),
        ({"order": "status"}, ["Ana Valle", "José Ñandú", "Bo", "zoe"]),
        ({"order": "explode", "came": "?", "until": "-3", "source": "nobody"}, ["Bo", "zoe", "Ana Valle", "José Ñandú"]),
    ],
)
def test_people_are_found_and_put_in_order(desk, webinar, people, query, found):
    assert names(desk.get(path(webinar), query)) == found


def test_whom_no_mail_reaches_is_found_by_what_became_of_it(desk, webinar, now):
    suppressing.suppress("dead@valle.example", reason=suppressing.Reason.BOUNCED)
    register(webinar, "dead@valle.example", name="Dead letter", now=now)
    register(webinar, "alive@valle.example", name="Alive", now=now)
    deliver()

    assert names(desk.get(path(webinar), {"mail": "unreachable"})) == ["Dead letter"]


def test_pages_stay_as_they_are_while_people_register(desk, webinar):
    factories.RegistrationFactory.create_batch(60, event=webinar)
    first = desk.get(path(webinar), {"order": ""})
    factories.RegistrationFactory.create_batch(5, event=webinar)

    second = desk.get(path(webinar), {"page": "2", "until": first.context["until"]})

    shown = [row.registration.pk for page in (first, second) for row in page.context["rows"]]
    assert (len(shown), len(set(shown))) == (60, 60)
    assert "More people have registered: show them" in second.content.decode()


def test_the_next_page_keeps_filter_and_order(desk, webinar):
    factories.RegistrationFactory.create_batch(51, event=webinar)

    page = desk.get(path(webinar), {"q": "rosa", "order": "name"})

    assert f"?q=rosa&amp;order=name&amp;page=2&amp;until={page.context['until']}" in page.content.decode()


def test_ten_thousand_take_no_more_statements_than_a_thousand(desk, webinar):
    def statements(until):
        there = Registration.objects.count()
        Registration.objects.bulk_create(factories.RegistrationFactory.build_batch(until - there, event=webinar))
        with CaptureQueriesContext(
            connection,
        ) as taken:
            page = desk.get(path(webinar), {"q": "rosa", "order": "name", "page": "7"})
        assert (page.context["page"].paginator.count, len(names(page))) == (until, 50)
        return len(taken)

    at_a_thousand, at_ten_thousand = statements(1_000), statements(10_000)

    assert at_a_thousand == at_ten_thousand <= 12


def test_the_list_offers_its_acts_with_a_tick_for_each_person(desk, webinar):
    factories.RegistrationFactory(event=webinar, name="Ana")

    text = desk.get(path(webinar)).content.decode()

    assert 'aria-label="Tick: Ana"' in text
    assert "Give their places back" in text
