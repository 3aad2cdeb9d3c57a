"""The desk: what comes, what was, what waits for the organizer."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from events_service.events.models import Room
from tests import factories


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def viewer(institute):
    return factories.MembershipFactory(organization=institute, role="viewer").user


def past(institute, **changed):
    return factories.EventFactory(
        host=institute,
        **{
            "starts_on": date(2037, 11, 3),
            "ends_on": date(2037, 11, 3),
            "starts_at": datetime(2037, 11, 3, 18, tzinfo=UTC),
            "ends_at": datetime(2037, 11, 3, 19, 30, tzinfo=UTC),
        }
        | changed,
    )


def soon(institute, now, **changed):
    starts_at = now + timedelta(days=2)
    return factories.EventFactory(
        host=institute, starts_on=starts_at.date(), starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **changed
    )


READ_BY_VIEWERS = (
    "/desk/events/<slug:slug>/",
    "/desk/events/<slug:slug>/figures/",
    "/desk/events/<slug:slug>/transcript/",
    "/desk/organizations/<slug:slug>/activity/",
    "/desk/organizations/<slug:slug>/people/",
    "/desk/organizations/<slug:slug>/people/leave/",
    "/desk/figures/",
    "/desk/templates/",
)


def every_desk_path():
    """Every address under /desk/."""

    def walk(patterns, before=""):
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern) and route.startswith("desk/"):
                yield "/" + route

    return sorted(set(walk(get_resolver().url_patterns)))


def desk_paths():
    """Those that name something of an organization."""
    return [path for path in every_desk_path() if "<" in path]


def of(event, path):
    """The address with the slug of the event or of its host, and a number that nothing has."""
    slug = "valley-institute" if path.startswith("/desk/organizations/") else event.slug
    return re.sub(r"<(\w+):\w+>", lambda found: {"slug": slug, "uuid": str(UUID(int=7)), "int": "7"}[found[1]], path)


@pytest.fixture
def series(webinar, institute):
    """One at the same address as the event, so that each desk address finds what it names."""
    return factories.SeriesFactory(host=institute, slug=webinar.slug)


def test_there_are_desk_addresses_to_try():
    assert len(desk_paths()) >= 10


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", desk_paths())
def test_a_stranger_finds_nothing_of_another_organization(client, stranger, webinar, series, path, method):
    client.force_login(stranger)

    answer = getattr(client, method)(of(webinar, path))

    assert answer.status_code == 404 or (answer.status_code, method) in {(405, "get"), (405, "post")}
    assert webinar.title_en not in answer.content.decode()


@pytest.mark.parametrize("path", ["/desk/", "/desk/events/new/", *desk_paths()])
def test_who_is_not_signed_in_is_led_to_sign_in(client, webinar, path):
    answer = client.get(of(webinar, path))

    assert answer.status_code == 405 or answer.url.startswith("/sign-in/?next=/desk/")


@pytest.mark.parametrize(
    "path", ["/desk/", *(path for path in desk_paths() if not path.endswith("/<int:number>/") and "/passkeys/" not in path)]
)
def test_no_page_of_the_desk_is_kept_or_indexed(desk, webinar, series, path):
    answer = desk.get(of(webinar, path))

    if answer.status_code == 405:
        assert answer["Allow"] == "POST"
        return
    assert answer.status_code == 200
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_an_empty_desk_says_what_will_be_here_and_offers_one_action(desk):
    page = desk.get("/desk/").content.decode()

    assert "Create your first event" in page
    assert "New series" not in page


def test_events_stand_under_coming_drafts_and_past(desk, institute, webinar):
    draft = factories.EventFactory(host=institute, published_at=None)
    held = past(institute)

    context = desk.get("/desk/").context

    assert [row.event for row in context["coming"]] == [webinar]
    assert [row.event for row in context["drafts"]] == [draft]
    assert [row.event for row in context["past"]] == [held]


def test_a_cancelled_event_stays_on_the_desk_after_its_day(desk, institute, now):
    gone = past(institute, cancelled_at=now)

    assert [row.event for row in desk.get("/desk/").context["past"]] == [gone]


def test_numbers_count_who_holds_a_place_and_who_waits(desk, institute):
    event = factories.EventFactory(host=institute, capacity=2)
    factories.RegistrationFactory.create_batch(2, event=event)
    factories.RegistrationFactory(event=event, status="waitlisted", turn=1)
    factories.RegistrationFactory(event=event, status="withdrawn")

    row = desk.get("/desk/").context["coming"][0]

    assert (row.seats.taken, row.seats.waiting) == (2, 1)
    assert str(row.chip.words) == "Full, with a waiting list"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "Registration open"),
        ({"registration_opens_at": datetime(2037, 11, 30, tzinfo=UTC)}, "Registration opens later"),
        ({"registration_closes_at": datetime(2037, 11, 20, tzinfo=UTC)}, "Registration closed"),
        ({"cancelled_at": datetime(2037, 11, 20, tzinfo=UTC)}, "Cancelled"),
        ({"published_at": None}, "Draft"),
    ],
)
def test_a_chip_says_what_state_the_event_is_in(desk, institute, changed, words):
    event = factories.EventFactory(host=institute, **changed)

    assert str(desk.get(f"/desk/events/{event.slug}/").context["row"].chip.words) == words


def needs(page):
    return [(need.event.slug, need.address) for need in page.context["needs"]]


def test_a_past_event_without_a_recording_waits(desk, institute):
    held = past(institute)
    past(institute, watchable_at=datetime(2037, 11, 5, tzinfo=UTC))
    past(institute, will_be_recorded=False)
    past(institute, cancelled_at=datetime(2037, 11, 1, tzinfo=UTC))

    assert needs(desk.get("/desk/")) == [(held.slug, f"/desk/events/{held.slug}/afterwards/")]


def test_an_online_event_within_a_week_waits_for_its_room(desk, institute, webinar, now):
    bare = soon(institute, now)
    soon(institute, now, presence="in_person", place="12 Main Street")
    Room.objects.create(event=soon(institute, now), url="https://meet.example.org/room")

    assert needs(desk.get("/desk/")) == [(bare.slug, f"/desk/events/{bare.slug}/room/")]


def test_a_draft_that_could_be_published_waits(desk, institute):
    draft = factories.EventFactory(host=institute, published_at=None)
    past(institute, published_at=None)

    assert needs(desk.get("/desk/")) == [(draft.slug, f"/desk/events/{draft.slug}/")]


def test_what_waits_stands_on_the_events_own_desk_too(desk, institute, now):
    bare = soon(institute, now)

    assert needs(desk.get(f"/desk/events/{bare.slug}/")) == [(bare.slug, f"/desk/events/{bare.slug}/room/")]


def test_a_viewer_sees_numbers_and_never_addresses(client, viewer, webinar):
    rosa = factories.RegistrationFactory(event=webinar, name="Rosa Valle")
    client.force_login(viewer)

    page = client.get(f"/desk/events/{webinar.slug}/").content.decode()

    assert 'data-live="registered-number">1</b>' in page
    assert [secret for secret in (rosa.name, rosa.email, "/edit/", "/cancel/", "/registrations/") if secret in page] == []


def test_nothing_waits_for_a_viewer(client, viewer, institute, now):
    soon(institute, now)
    client.force_login(viewer)

    page = client.get("/desk/")

    assert needs(page) == []
    assert "/desk/events/new/" not in page.content.decode()


@pytest.mark.parametrize(
    "path",
    [p for p in desk_paths() if "series" not in p and p not in READ_BY_VIEWERS],
)
def test_a_viewer_changes_nothing_and_reads_no_list(client, viewer, webinar, path):
    client.force_login(viewer)
    address = of(webinar, path)

    answers = {client.get(address).status_code, client.post(address).status_code}

    assert answers <= {404, 405}
    assert 404 in answers


def test_an_event_shows_its_figures_and_who_registered_last(desk, webinar):
    rosa = factories.RegistrationFactory(event=webinar, name="Rosa Valle", language="es")

    page = desk.get(f"/desk/events/{webinar.slug}/").content.decode()

    assert "Rosa Valle" in page
    assert rosa.email in page
    assert "Español" in page


def test_an_event_without_registrations_says_so(desk, webinar):
    assert "Here you will see who registers." in desk.get(f"/desk/events/{webinar.slug}/").content.decode()


def test_no_personal_link_stands_on_the_desk(desk, webinar):
    rosa = factories.RegistrationFactory(event=webinar)

    page = desk.get(f"/desk/events/{webinar.slug}/").content.decode()

    assert rosa.key not in page
    assert "/my/" not in page


def _seed(institute, now, count):
    for _ in range(count):
        soon(institute, now)
        past(institute)
        factories.EventFactory(host=institute, published_at=None, series=factories.SeriesFactory(host=institute))
        factories.RegistrationFactory(event=factories.EventFactory(host=institute))


def queries(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_desk_takes_as_many_queries_for_three_events_as_for_one(desk, institute, now, django_assert_max_num_queries):
    _seed(institute, now, 1)
    one = queries(desk, "/desk/", django_assert_max_num_queries)
    _seed(institute, now, 2)

    assert queries(desk, "/desk/", django_assert_max_num_queries) == one


def test_an_events_desk_takes_as_many_queries_for_three_registrations_as_for_one(desk, webinar, django_assert_max_num_queries):
    factories.RegistrationFactory(event=webinar)
    path = f"/desk/events/{webinar.slug}/"
    desk.get(path)  # the first visit writes down the reminders
    one = queries(desk, path, django_assert_max_num_queries)
    factories.RegistrationFactory.create_batch(2, event=webinar)

    assert queries(desk, path, django_assert_max_num_queries) == one
