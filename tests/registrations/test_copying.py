"""Duplicating: two fields, and the date moves itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import connections

from events_service.events.domain import hosting, publishing, scheduling
from events_service.events.domain.copying import Copy
from events_service.events.models import Appearance, Event, Room
from events_service.mail.models import Delivery
from registrations.domain import copying, reminders
from registrations.models import Registration
from tests import factories

KEY = UUID(int=7)
wall = datetime.fromisoformat  # what a clock on the wall shows


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def series(institute):
    return factories.SeriesFactory(host=institute)


@pytest.fixture
def rich(institute, series, now):
    """The webinar with everything that can be written of one, a registration, and a reminder that is on."""
    event = factories.EventFactory(
        host=institute,
        series=series,
        title_es="¿Quién cuenta?",
        summary_en="A talk.",
        summary_es="Una charla.",
        text_en="## Why",
        text_es="## Por qué",
        language="es",
        kind="training",
        presence="hybrid",
        place="12 Main Street",
        capacity=50,
        has_waitlist=False,
        will_be_recorded=False,
        unlisted=True,
        source_key="wordpress:7",
        sequence=3,
        watchable_at=now,
        registration_opens_at=datetime(2037, 11, 19, 18, tzinfo=UTC),
    )
    paula = factories.SpeakerFactory(organization=institute, name="Paula Arce", about="economist")
    Appearance.objects.create(event=event, speaker=paula, role="moderator")
    Room.objects.create(event=event, url="https://meet.example.org/room", passcode="1234")
    factories.EngagementFactory(event=event, speaker=paula, consent="yes", consent_at=now)
    factories.RegistrationFactory(event=event)
    reminders.switch_on(event, "day", note="Bring a question.", now=now)
    return event


def asked(event, starts, **changed):
    times = scheduling.lasting(scheduling.length_of(event), starts=starts, zone=event.zone)
    return Copy(**{"key": KEY, "times": times, "details": {}} | changed)


def duplicate(event, now, starts="2037-12-10T10:00", **changed):
    return copying.duplicate(event, asked(event, wall(starts), **changed), now=now)


def test_everything_that_was_written_comes_along(rich, now):
    copy = duplicate(rich, now)

    written = publishing.EVENT_DETAILS - {"source_key", "registration_opens_at"}
    assert {name: getattr(copy, name) for name in written} == {name: getattr(rich, name) for name in written}
    assert [(part.speaker.name, part.role) for part in copy.appearances.all()] == [("Paula Arce", "moderator")]
    assert hosting.hosts_of(copy) == hosting.hosts_of(rich)


def test_a_copy_is_a_draft_with_a_label_an_address_and_a_cover_of_its_own(rich, now):
    copy = duplicate(rich, now)

    assert (copy.published_at, copy.sequence, copy.watchable_at, copy.source_key) == (None, 0, None, None)
    assert {copy.uid, copy.slug, copy.seed}.isdisjoint({rich.uid, rich.slug, rich.seed})


def test_who_registered_and_what_was_said_to_them_stays_behind(rich, now):
    copy = duplicate(rich, now)

    assert not Registration.objects.filter(event=copy).exists()
    assert not copy.engagements.exists()
    assert not Delivery.objects.exists()
    assert not Room.objects.filter(event=copy).exists()


def test_reminders_come_with_what_they_say_and_are_off(rich, now):
    copy = duplicate(rich, now)

    assert {reminder.lead: (reminder.note, reminder.on_since) for reminder in copy.reminders.all()} == {
        "week": ("", None),
        "day": ("Bring a question.", None),
        "hour": ("", None),
        "now": ("", None),
    }
    assert [(planned.state, planned.reach) for planned in reminders.plan(copy, now=now)] == [("off", 0)] * 4


def test_a_reminder_that_was_sent_may_be_sent_for_the_copy(rich, now):
    rich.reminders.update(fired_for=rich.starts_at, fired_at=now, posted_at=now)

    copy = duplicate(rich, now)

    assert set(copy.reminders.values_list("fired_for", "fired_at", "posted_at")) == {(None, None, None)}


def test_the_room_comes_along_when_asked(rich, now):
    copy = duplicate(rich, now, with_room=True)

    room = Room.objects.get(event=copy)
    assert (room.url, room.passcode) == ("https://meet.example.org/room", "1234")
    assert Room.objects.get(event=rich).pk != room.pk


def test_registration_opens_as_long_before_the_start_as_before(rich, now):
    copy = duplicate(rich, now, starts="2038-06-03T17:00")

    assert copy.registration_opens_at == datetime(2038, 5, 21, 0, tzinfo=UTC)  # 17:00 in summer, two weeks before


def test_a_cancelled_event_has_a_copy_that_takes_place(rich, now):
    publishing.cancel(rich, reason="The speaker is ill.", now=now)

    copy = duplicate(rich, now)

    assert (copy.cancelled_at, copy.cancel_reason) == (None, "")


def test_one_key_makes_one_copy_for_the_same_answers(rich, now):
    again = [duplicate(rich, now).pk, duplicate(rich, now).pk]
    later = duplicate(rich, now, starts="2037-12-17T10:00")

    assert again == [again[0]] * 2
    assert later.pk != again[0]


def test_hosts_keep_their_order(institute, now):
    event, partner = factories.EventFactory(host=institute), factories.OrganizationFactory(slug="partner", name="Partner")
    hosting.add_host(event, partner)
    hosting.move_up(event, partner, now=now)

    assert hosting.hosts_of(duplicate(event, now)) == [partner, institute]


def test_a_copy_in_a_series_has_its_hosts_too(rich, series, institute, now):
    partner = factories.OrganizationFactory(slug="partner", name="Partner")
    hosting.add_host(series, partner)

    assert hosting.hosts_of(duplicate(rich, now)) == [institute, partner]


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2037, 12, 3), ["Valley Institute", "Guest"]), (date(2037, 11, 3), ["Valley Institute"])]
)
def test_who_may_have_left_the_series_is_not_brought_back(institute, series, now, on, expected):
    starts_at = datetime.combine(on, time(18), UTC)
    event = factories.EventFactory(
        host=institute, series=series, starts_on=on, ends_on=on, starts_at=starts_at, ends_at=starts_at.replace(hour=19)
    )
    hosting.add_host(event, factories.OrganizationFactory(slug="guest", name="Guest"))

    assert [host.name for host in hosting.hosts_of(duplicate(event, now))] == expected


@pytest.mark.parametrize(
    ("starts", "ends_at"),
    [
        ("2038-03-14T01:00", datetime(2038, 3, 14, 10, 30, tzinfo=UTC)),  # an hour is left out that night
        ("2037-11-01T00:30", datetime(2037, 11, 1, 9, 0, tzinfo=UTC)),  # an hour comes twice
    ],
)
def test_a_copy_lasts_as_long_over_a_change_of_the_clocks(webinar, now, starts, ends_at):
    assert duplicate(webinar, now, starts=starts).ends_at == ends_at


def test_what_lasts_for_days_ends_at_the_same_hour_over_a_change_of_the_clocks(institute, now):
    event = factories.EventFactory(
        host=institute, ends_on=date(2037, 12, 5), ends_time=time(17), ends_at=datetime(2037, 12, 6, 1, tzinfo=UTC)
    )

    copy = duplicate(event, now, starts="2038-03-12T10:00")

    assert (copy.ends_on, copy.ends_time) == (date(2038, 3, 14), time(17))
    assert copy.ends_at - copy.starts_at == event.ends_at - event.starts_at - timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_a_copy_asked_for_twice_at_once_is_one(rich, now):
    def one(_number):
        try:
            return duplicate(Event.objects.get(pk=rich.pk), now).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(one, range(4)))

    assert len(made) == 1
    assert Event.objects.count() == 2


# the page


def typed(event, **changed):
    return {"title_en": event.title_en, "title_es": event.title_es, "starts": "2037-12-10T10:00", "key": str(KEY)} | changed


def path(event):
    return f"/desk/events/{event.slug}/duplicate/"


def test_the_page_asks_for_a_title_and_a_start_a_week_later(desk, webinar):
    page = desk.get(path(webinar))

    form = page.context["form"]
    assert [field.name for field in form if not field.is_hidden and field.name not in {"zone", "starts_which"}] == ["title_en", "starts"]
    assert form["title_en"].value() == webinar.title_en
    assert form["starts"].value() == wall("2037-12-10T10:00")


def test_an_event_long_past_is_proposed_for_the_next_same_weekday(desk, institute):
    starts_at = datetime(2037, 6, 4, 17, tzinfo=UTC)  # a Thursday, 10:00 in summer
    event = factories.EventFactory(host=institute, starts_at=starts_at, ends_at=starts_at.replace(hour=18))

    assert desk.get(path(event)).context["form"]["starts"].value() == wall("2037-11-26T10:00")


def test_an_event_whose_time_is_not_known_asks_for_one(desk, institute, now):
    event = factories.EventFactory(
        host=institute, precision="day", starts_at=None, ends_at=None, registration_opens_at=now, registration_closes_at=now
    )

    assert not desk.get(path(event)).context["form"]["starts"].value()
    desk.post(path(event), typed(event))
    copy = Event.objects.exclude(pk=event.pk).get()
    assert (copy.starts_at, copy.ends_at) == (datetime(2037, 12, 10, 18, tzinfo=UTC), datetime(2037, 12, 10, 19, 30, tzinfo=UTC))
    assert (copy.registration_opens_at, copy.registration_closes_at) == (None, None)


def test_the_page_reads_the_new_time_back_and_says_what_comes_along(desk, rich):
    page = desk.get(path(rich)).content.decode()

    assert "Thursday, December 10, 2037, 10:00 – 11:30 AM Pacific Time · 12:00 – 1:30 PM in Mexico City · 7:00 – 8:30 PM in Madrid" in page
    assert "Speakers: Paula Arce" in page
    assert "Reminders with what they say, all switched off" in page
    assert "Registrations: 1" in page


def test_the_copy_is_made_and_its_desk_shows_the_reminders_off(desk, rich):
    page = desk.post(path(rich), typed(rich, title_en="Who counts now?", title_es="¿Y ahora quién cuenta?"), follow=True)

    copy = Event.objects.exclude(pk=rich.pk).get()
    assert page.redirect_chain == [(f"/desk/events/{copy.slug}/", 302)]
    assert (copy.title_en, copy.title_es, copy.slug) == ("Who counts now?", "¿Y ahora quién cuenta?", "who-counts-now")
    assert copy.starts_at == datetime(2037, 12, 10, 18, tzinfo=UTC)
    assert copy.series == rich.series
    assert page.content.decode().count("switched on, it would reach 0 people now") == 4


def test_pressed_twice_it_makes_one(desk, rich):
    answers = [desk.post(path(rich), typed(rich)).url for _press in range(2)]

    assert answers[0] == answers[1]
    assert Event.objects.count() == 2


def test_the_time_is_checked_without_making_anything(desk, webinar):
    page = desk.post(path(webinar), typed(webinar, starts="2037-12-17T09:00", check="check"))

    assert "Thursday, December 17, 2037, 9:00 – 10:30 AM Pacific Time" in page.content.decode()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"title_en": ""}, {"title_en": ["Enter a title"]}),
        ({"starts": ""}, {"starts": ["Enter when it starts"]}),
        (
            {"starts": "2038-03-14T02:30"},
            {"starts": ["There is no 02:30 on 2038-03-14 in America/Los_Angeles: the clocks jump over it."]},
        ),
        (
            {"starts": "2038-11-07T01:30"},
            {"starts_which": ["This time comes twice, because the clocks go back. Say which one"]},
        ),
        ({"key": "7"}, {"key": ["Enter a valid UUID."]}),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_made(desk, webinar, changed, expected):
    page = desk.post(path(webinar), typed(webinar, **changed))

    assert page.status_code == 422
    assert {name: list(sentences) for name, sentences in page.context["form"].errors.items()} == expected
    assert Event.objects.count() == 1


def test_of_a_repeated_hour_the_second_one_is_taken_when_said(desk, webinar):
    desk.post(path(webinar), typed(webinar, starts="2038-11-07T01:30", starts_which="1"))

    assert Event.objects.exclude(pk=webinar.pk).get().starts_at == datetime(2038, 11, 7, 9, 30, tzinfo=UTC)


def test_the_room_is_offered_where_there_is_one(desk, webinar, rich):
    assert "with_room" not in desk.get(path(webinar)).context["form"].fields
    desk.post(path(rich), typed(rich, with_room="on"))

    assert Room.objects.count() == 2


def test_a_guest_of_a_series_makes_no_new_date_of_it(client, series, rich):
    guest = factories.OrganizationFactory(slug="guest", name="Guest")
    hosting.add_host(rich, guest)
    client.force_login(factories.MembershipFactory(organization=guest, role="organizer").user)

    page = client.get(path(rich)).content.decode()
    client.post(path(rich), typed(rich))

    assert "you do not host it" in page
    assert Event.objects.exclude(pk=rich.pk).get().series is None


def test_a_stranger_and_a_viewer_find_no_way_to_duplicate(client, stranger, webinar, institute):
    viewer = factories.MembershipFactory(organization=institute, role="viewer").user
    answers = []
    for user in (stranger, viewer):
        client.force_login(user)
        answers += [client.get(path(webinar)).status_code, client.post(path(webinar), typed(webinar)).status_code]

    assert answers == [404] * 4
    assert Event.objects.count() == 1


def test_more_speakers_and_hosts_are_no_more_questions(desk, rich, institute, django_assert_num_queries):
    def questions():
        with django_assert_num_queries(10):
            desk.get(path(rich))

    questions()
    for number in range(2):
        hosting.add_host(rich, factories.OrganizationFactory(slug=f"host-{number}", name=f"Host {number}"))
        speaker = factories.SpeakerFactory(organization=institute, name=f"Speaker {number}")
        Appearance.objects.create(event=rich, speaker=speaker)
    questions()
