"""A series at the desk: what it says, where it stands, and which events belong to it."""

import pytest

from tests import factories


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def series(institute):
    return factories.SeriesFactory(host=institute, slug="our-economy", text_en="What connects them.")


def typed(series, **changed):
    said = {name: getattr(series, name) for name in ("title_en", "title_es", "text_en", "text_es", "slug")}
    return said | {"opened": series.changed_at.isoformat()} | changed


def test_what_it_says_is_changed_and_its_old_address_leads_to_the_new_one(desk, series):
    page = desk.post("/desk/series/our-economy/edit/", typed(series, title_es="Nuestra economía", slug="economy"), follow=True)

    series.refresh_from_db()
    assert (series.title_es, series.slug) == ("Nuestra economía", "economy")
    assert "Saved." in page.content.decode()
    assert desk.get("/series/our-economy/").url == "/series/economy/"


@pytest.mark.parametrize(("changed", "field"), [({"title_en": ""}, "title_en"), ({"slug": "a b"}, "slug"), ({"slug": "taken"}, "slug")])
def test_what_cannot_be_is_said_beside_the_field_and_kept(desk, series, changed, field):
    factories.SeriesFactory(slug="taken")

    page = desk.post("/desk/series/our-economy/edit/", typed(series, text_en="New words") | changed)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert "New words" in page.content.decode()
    series.refresh_from_db()
    assert series.text_en == "What connects them."


def test_two_who_write_at_once_do_not_overwrite_each_other_silently(desk, series):
    desk.post("/desk/series/our-economy/edit/", typed(series, text_en="The first"))
    second = desk.post("/desk/series/our-economy/edit/", typed(series, text_en="The second"))
    opened = second.context["form"]["opened"].value()
    series.refresh_from_db()
    kept = series.text_en

    again = desk.post("/desk/series/our-economy/edit/", typed(series, text_en="The second", opened=opened))

    assert second.status_code == 422
    assert "Somebody else has changed this series meanwhile." in second.content.decode()
    assert "The second" in second.content.decode()
    assert (kept, again.status_code) == ("The first", 302)


def test_an_event_is_taken_in_and_out_again(desk, series, webinar):
    added = desk.post("/desk/series/our-economy/events/", {"event": webinar.pk, "add": "1"}, follow=True)
    webinar.refresh_from_db()
    inside = webinar.series

    desk.post("/desk/series/our-economy/events/", {"event": webinar.pk, "remove": "1"})

    webinar.refresh_from_db()
    assert (inside, webinar.series) == (series, None)
    assert "1 of 1" in added.content.decode()


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "²"])
def test_an_event_that_is_none_is_not_found(desk, series, number):
    assert desk.post("/desk/series/our-economy/events/", {"event": number, "add": "1"}).status_code == 404


def test_an_event_of_others_or_of_another_series_is_not_taken(desk, series, institute):
    theirs = factories.EventFactory(host=factories.OrganizationFactory(slug="other"))
    elsewhere = factories.EventFactory(host=institute, series=factories.SeriesFactory(host=institute))

    answers = [desk.post("/desk/series/our-economy/events/", {"event": event.pk, "add": "1"}) for event in (theirs, elsewhere)]

    elsewhere.refresh_from_db()
    assert [answer.status_code for answer in answers] == [404, 302]
    assert elsewhere.series != series


@pytest.mark.parametrize("role", ["viewer", "stranger"])
def test_who_may_not_edit_finds_no_way(client, institute, stranger, series, webinar, role):
    client.force_login(stranger if role == "stranger" else factories.MembershipFactory(organization=institute, role="viewer").user)

    answers = [
        client.get("/desk/series/our-economy/edit/"),
        client.post("/desk/series/our-economy/edit/", typed(series, title_en="Mine")),
        client.post("/desk/series/our-economy/events/", {"event": webinar.pk, "add": "1"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_the_desk_leads_to_each_series(desk, series, webinar):
    assert 'href="/desk/series/our-economy/edit/"' in desk.get("/desk/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_more_events_are_no_more_questions(desk, series, institute, number, django_assert_max_num_queries):
    for _ in range(number):
        factories.EventFactory(host=institute, series=series)

    with django_assert_max_num_queries(8):
        desk.get("/desk/series/our-economy/edit/")
