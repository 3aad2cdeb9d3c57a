"""A draft that publishes itself at a moment, and until then is nobody's business."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from celery import current_app
from django.db import connections

from events_service.accounts.models import Deed
from events_service.events import tasks
from events_service.events.domain import going_public, publishing, scheduling
from events_service.events.domain.readiness import NotReady
from events_service.events.domain.scheduling import Times
from events_service.events.models import Article, Event
from tests import factories

AT = datetime(2037, 11, 30, 17, 0, tzinfo=UTC)  # Monday at nine in Los Angeles
EVERYWHERE = ("/", "/archive/", "/calendar.ics", "/organizations/valley-institute/calendar.ics", "/api/v1/events/")


@pytest.fixture
def draft(institute):
    return factories.EventFactory(host=institute, slug="hidden-yet", title_en="Hidden yet", published_at=None)


@pytest.fixture
def scheduled(draft, now):
    going_public.publish_later(draft, at=AT, now=now)
    return draft


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def sweep():
    """Do what the sweep rings for."""
    for event_id in going_public.due(datetime.now(UTC)):
        tasks.go_public(event_id)


def later(desk, draft, **typed):
    return desk.post(f"/desk/events/{draft.slug}/publish/later/", typed)


def test_the_moment_is_typed_as_the_clock_shows_it_at_the_event(desk, draft):
    answer = later(desk, draft, at="2037-11-30T09:00")

    draft.refresh_from_db()
    assert (draft.goes_public_at, draft.published_at) == (AT, None)
    assert answer.url == "/desk/events/hidden-yet/"


def test_the_desk_says_when_it_goes_public(desk, scheduled):
    page = desk.get("/desk/events/hidden-yet/").content.decode()
    listed = desk.get("/desk/").content.decode()

    assert "Goes public on Monday, November 30, 2037, 9:00 AM Pacific Time." in page
    assert "Goes public by itself" in listed
    assert "Ready to publish?" not in listed


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter when it goes public"),
        ("soon", "Enter a date and a time, like 2026-12-03 10:00"),
        ("2037-11-24T08:59", "This moment has passed. Choose one that is still to come, or publish it now."),
        ("2037-12-03T11:30", "The event would be over by then. Choose an earlier moment."),
        ("2037-03-08T02:30", "There is no 02:30 on 2037-03-08 in America/Los_Angeles: the clocks jump over it."),
    ],
)
def test_a_moment_that_cannot_be_is_refused_beside_the_field(desk, draft, typed, sentence):
    page = later(desk, draft, at=typed)

    draft.refresh_from_db()
    assert (page.status_code, dict(page.context["form"].errors)) == (422, {"at": [sentence]})
    assert draft.goes_public_at is None


def test_a_moment_while_it_takes_place_is_in_time(draft, now):
    going_public.publish_later(draft, at=draft.ends_at - timedelta(minutes=1), now=now)

    assert draft.goes_public_at == draft.ends_at - timedelta(minutes=1)


def test_what_is_not_ready_does_not_publish_itself(desk, institute):
    draft = factories.EventFactory(host=institute, published_at=None, presence="in_person", place="")

    page = later(desk, draft, at="2037-11-30T09:00")

    assert page.context["form"].non_field_errors() == ["The place is missing: people have to know where to go."]


def test_what_is_public_is_not_published_later(desk, webinar, now):
    answer = later(desk, webinar, at="2037-11-30T09:00")

    webinar.refresh_from_db()
    assert (answer.url, webinar.goes_public_at) == (f"/desk/events/{webinar.slug}/", None)
    with pytest.raises(going_public.IsPublic):
        going_public.take_back(webinar, now=now)


def test_nothing_of_it_is_seen_before_its_moment(client, institute, scheduled, time_machine):
    scheduled.articles.add(Article.objects.create(organization=institute, title="Hidden yet, the article", url="https://press.example/a"))
    time_machine.move_to(AT - timedelta(seconds=1), tick=False)
    sweep()

    pages = [client.get(path).content.decode() for path in EVERYWHERE]

    assert [page for page in pages if "Hidden yet" in page] == []
    assert client.get("/events/hidden-yet/").status_code == 404


def test_at_its_moment_it_is_public(client, scheduled, time_machine):
    time_machine.move_to(AT, tick=False)
    sweep()

    scheduled.refresh_from_db()
    assert (scheduled.published_at, scheduled.goes_public_at) == (AT, None)
    assert client.get("/events/hidden-yet/").status_code == 200
    assert ["Hidden yet" in client.get(path).content.decode() for path in EVERYWHERE] == [True, False, True, True, True]


def test_a_worker_that_slept_publishes_late_and_once(scheduled, time_machine):
    time_machine.move_to(AT + timedelta(hours=5), tick=False)
    sweep()
    time_machine.move_to(AT + timedelta(hours=6), tick=False)
    tasks.go_public(scheduled.pk)

    scheduled.refresh_from_db()
    assert scheduled.published_at == AT + timedelta(hours=5)


def test_the_sweep_rings_for_what_is_due_alone(institute, draft, now, time_machine, django_capture_on_commit_callbacks):
    due = factories.EventFactory(host=institute, published_at=None, goes_public_at=AT)
    factories.EventFactory(host=institute, published_at=None, goes_public_at=AT + timedelta(seconds=1))
    time_machine.move_to(AT, tick=False)

    with current_app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        queue.clear()
        with django_capture_on_commit_callbacks(execute=True):
            tasks.sweep()
        rung = [queue.get_nowait() for _ in range(queue.qsize())]

    assert [(bell.headers["task"], bell.decode()[0]) for bell in rung] == [("events.go_public", [due.pk])]


def test_what_was_taken_back_stays_a_draft(desk, scheduled, time_machine):
    answer = later(desk, scheduled, act="take back")
    time_machine.move_to(AT, tick=False)
    tasks.go_public(scheduled.pk)

    scheduled.refresh_from_db()
    assert (answer.status_code, scheduled.goes_public_at, scheduled.published_at) == (302, None, None)


def test_one_that_was_put_off_after_the_bell_rang_waits(scheduled, now):
    going_public.publish_later(scheduled, at=AT + timedelta(hours=1), now=now)
    going_public.go_public(scheduled.pk, now=AT)

    scheduled.refresh_from_db()
    assert scheduled.published_at is None


def test_publishing_now_is_not_published_again(desk, scheduled, now):
    desk.post("/desk/events/hidden-yet/publish/")

    scheduled.refresh_from_db()
    assert scheduled.goes_public_at is None
    assert going_public.due(AT) == []


def test_it_is_not_moved_to_where_it_would_be_over_by_then(scheduled, now):
    sooner = Times("UTC", date(2037, 11, 29), time(10), date(2037, 11, 29), time(11))

    with pytest.raises(scheduling.OverByThen):
        scheduling.reschedule(scheduled, sooner, now=now)


def test_the_log_says_who_let_it_go_public_and_who_took_it_back(scheduled, organizer, now):
    going_public.publish_later(scheduled, at=AT, by=organizer, now=now)
    going_public.publish_later(scheduled, at=AT + timedelta(hours=1), by=organizer, now=now)
    going_public.take_back(scheduled, by=organizer, now=now)
    going_public.take_back(scheduled, by=organizer, now=now)

    assert [(deed.act, deed.more) for deed in Deed.objects.filter(who=organizer).order_by("pk")] == [
        ("scheduled", "2037-11-30 18:00 UTC"),
        ("unscheduled", ""),
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_nothing(client, stranger, draft, method):
    client.force_login(stranger)

    assert getattr(client, method)("/desk/events/hidden-yet/publish/later/", {"at": "2037-11-30T09:00"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_taken_back_and_published_at_once_is_one_of_the_two(institute, now):
    draft = factories.EventFactory(host=institute, published_at=None, goes_public_at=AT)

    def take_back():
        try:
            going_public.take_back(Event.objects.get(pk=draft.pk), now=now)
        except going_public.IsPublic:
            pass
        finally:
            connections.close_all()

    def go():
        try:
            going_public.go_public(draft.pk, now=AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for work in (take_back, go):
            pool.submit(work)

    draft.refresh_from_db()
    assert draft.goes_public_at is None


def test_publishing_is_refused_without_what_is_required_and_leads_to_the_field(desk, institute, now):
    draft = factories.EventFactory(host=institute, published_at=None, presence="hybrid", place="")

    answer = desk.post(f"/desk/events/{draft.slug}/publish/")

    assert answer.url == f"/desk/events/{draft.slug}/edit/#id_place"
    with pytest.raises(NotReady):
        publishing.publish(draft, now=now)


def test_what_was_held_without_a_place_goes_into_the_archive(institute, now):
    held = factories.EventFactory(host=institute, published_at=None, presence="in_person", place="")

    publishing.publish(held, now=held.ends_at)

    assert held.published_at == held.ends_at
