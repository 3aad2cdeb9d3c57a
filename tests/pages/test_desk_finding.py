"""Finding events at the desk: by words, series and host, in three lists with pages of their own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events_service.events.models import Event, Hosting
from events_service.pages.desk_finding import PER_PAGE
from tests import factories


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def fill(institute, now, count, **changed):
    """As many that come, as many drafts and as many past ones."""
    kinds = {"coming": (1, now), "draft": (1, None), "past": (-1, now)}
    events = [
        Event(
            uid=f"{kind}-{number}@events.example",
            slug=f"{kind}-{number}",
            seed=f"{kind}-{number}",
            zone="UTC",
            starts_on=(starts_at := now + direction * timedelta(days=number + 1)).date(),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            published_at=published_at,
            changed_at=now,
            **{"title_en": f"{kind} {number}"} | changed,
        )
        for kind, (direction, published_at) in kinds.items()
        for number in range(Event.objects.filter(slug__startswith=kind).count(), count)
    ]
    Hosting.objects.bulk_create(Hosting(event=event, organization=institute) for event in Event.objects.bulk_create(events))


def titles(answer, name):
    return [row.event.title for row in answer.context[name]]


def test_each_list_is_turned_by_itself(desk, institute, now):
    fill(institute, now, 30)

    page = desk.get("/desk/", {"drafts": 2})

    assert titles(page, "coming") == [f"coming {number}" for number in range(25)]
    assert titles(page, "drafts") == [f"draft {number}" for number in range(25, 30)]
    assert titles(page, "past") == [f"past {number}" for number in range(25)]
    assert 'href="?drafts=2&amp;past=2#past"' in page.content.decode()
    assert 'href="?drafts=1#drafts"' in page.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999"])
def test_a_page_that_is_not_there_is_no_error(desk, institute, webinar, number):
    page = desk.get("/desk/", {"coming": number, "drafts": number, "past": number})

    assert titles(page, "coming") == [webinar.title]


@pytest.mark.parametrize("words", ["economia", "ECONOMÍA", "soberanía economia", "  economía  "])
def test_words_are_found_in_a_title_with_or_without_their_accents(desk, institute, words):
    found = factories.EventFactory(host=institute, title_en="", title_es="Soberanía y economía", slug="soberania-y-economia")
    factories.EventFactory(host=institute, title_en="Care work")

    assert titles(desk.get("/desk/", {"q": words}), "coming") == [found.title]


def test_what_cannot_be_in_any_title_finds_nothing_and_says_so(desk, webinar):
    page = desk.get("/desk/", {"q": "¿%_"})

    assert titles(page, "coming") == []
    assert "Nothing that comes fits." in page.content.decode()
    assert "Create your first event" not in page.content.decode()


def test_a_series_is_chosen(desk, institute, webinar):
    inside = factories.EventFactory(host=institute, series=factories.SeriesFactory(host=institute, slug="season"), title_en="Inside")

    page = desk.get("/desk/", {"series": "season"})

    assert titles(page, "coming") == [inside.title]
    assert '<option value="season" selected>' in page.content.decode()


def test_a_host_is_chosen_where_there_are_several(desk, institute, webinar):
    partner = factories.OrganizationFactory(name="Partner", slug="partner")
    together = factories.EventFactory(host=institute, title_en="Together")
    Hosting.objects.create(event=together, organization=partner, position=1)

    assert titles(desk.get("/desk/", {"host": "partner"}), "coming") == ["Together"]


def test_no_choice_stands_there_that_only_says_all(desk, institute, now):
    fill(institute, now, 3)

    page = desk.get("/desk/")

    assert [field.name for field in page.context["form"].choices] == []
    assert 'role="search"' in page.content.decode()


def test_with_few_events_there_is_nothing_to_look_through(desk, webinar):
    assert 'role="search"' not in desk.get("/desk/").content.decode()


def test_a_series_or_host_of_others_is_neither_offered_nor_a_way_to_find_out(desk, webinar):
    elsewhere = factories.OrganizationFactory(name="Elsewhere", slug="elsewhere")
    factories.EventFactory(host=elsewhere, title_en="Their secret", series=factories.SeriesFactory(host=elsewhere, slug="theirs"))

    for asked in ({}, {"q": "secret"}, {"series": "theirs"}, {"host": "elsewhere"}):
        page = desk.get("/desk/", asked)
        assert "Their secret" not in page.content.decode()
        assert 'value="elsewhere"' not in page.content.decode()


def test_who_looks_for_something_is_not_told_what_waits(desk, institute, webinar):
    factories.EventFactory(host=institute, published_at=None, title_en="Draft")

    assert desk.get("/desk/").context["needs"]
    assert desk.get("/desk/", {"q": "draft"}).context["needs"] == []


def test_a_thousand_events_take_as_many_statements_as_three(desk, institute, now):
    def statements(query):
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(f"/desk/{query}").status_code == 200
        return len(captured)

    queries = ("", "?host=valley-institute&past=2", "figures/")
    fill(institute, now, 1)
    few = [statements(query) for query in queries]
    fill(institute, now, 334)

    assert [statements(query) for query in queries] == few
    assert len(desk.get("/desk/").context["coming"]) == PER_PAGE


def test_an_event_with_two_hosts_of_mine_stands_there_once(desk, organizer, institute, webinar):
    partner = factories.OrganizationFactory(name="Partner", slug="partner")
    factories.MembershipFactory(user=organizer, organization=partner)
    Hosting.objects.create(event=webinar, organization=partner, position=1)

    assert titles(desk.get("/desk/"), "coming") == [webinar.title]


def test_the_numbers_are_given_alone_for_the_very_events_that_are_shown(desk, institute, webinar):
    limited = factories.EventFactory(host=institute, capacity=1, title_en="Limited")
    factories.RegistrationFactory(event=limited)
    factories.RegistrationFactory(event=limited, status="waitlisted", turn=1)
    factories.EventFactory(host=institute, published_at=None)

    answer = desk.get("/desk/figures/", {"q": "limited"})

    assert answer.json() == {f"{limited.pk}-number": "1", f"{limited.pk}-beside": "of 1", f"{limited.pk}-below": "1 waiting"}
    assert desk.get("/desk/figures/", {"q": "limited"}, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_page_shows_the_same_words_as_are_given(desk, webinar):
    factories.RegistrationFactory(event=webinar)

    page = desk.get("/desk/").content.decode()

    assert all(f'data-live="{spot}">{words}<' in page for spot, words in desk.get("/desk/figures/").json().items())


def test_a_stranger_is_given_no_numbers(client, stranger, webinar):
    client.force_login(stranger)

    assert client.get("/desk/figures/").json() == {}
