"""Further dates in one go, and a whole season: separate drafts, all or none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections

from events_service.accounts.models import Act, Deed
from events_service.events.domain import copying as events_copying
from events_service.events.domain import hosting, recurrence, scheduling
from events_service.events.domain.copying import Copy, Date
from events_service.events.domain.details import TitleMissing
from events_service.events.models import Appearance, Event, Series
from registrations.domain import copying, reminders
from tests import factories

KEY = UUID(int=7)


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def series(institute):
    return factories.SeriesFactory(host=institute, title_en="Our Economy", text_en="What connects them.", dyes="cdef")


def held(institute, on, **changed):
    """An event at 18:00 to 19:30 UTC, 10:00 in Los Angeles in winter."""
    starts_at = datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=18)
    times = {"starts_on": on, "ends_on": on, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=90)}
    return factories.EventFactory(**{"host": institute} | times | changed)


@pytest.fixture
def season(institute, series):
    """Three Thursdays, the last one cancelled; a reminder is on, and somebody registered."""
    first = held(institute, date(2037, 12, 3), series=series, title_en="First", capacity=7)
    held(institute, date(2037, 12, 10), series=series, title_en="Second")
    held(institute, date(2037, 12, 17), series=series, title_en="Third", cancelled_at=datetime(2037, 11, 20, tzinfo=UTC))
    Appearance.objects.create(event=first, speaker=factories.SpeakerFactory(organization=institute, name="Paula Arce"))
    reminders.switch_on(first, "day", note="Bring a question.", now=datetime(2037, 11, 20, tzinfo=UTC))
    factories.RegistrationFactory(event=first)
    return series


def made_of(*known):
    """What is new, in order."""
    return list(Event.objects.exclude(pk__in=[event.pk for event in known]).order_by("starts_at"))


def dates(event, *labels, **changed):
    picked = [f"{event.pk}-{label}" for label in labels]
    return {"rhythm": "week", "count": "3", "dates": picked, "key": str(KEY)} | changed


def path(event):
    return f"/desk/events/{event.slug}/dates/"


# further dates


def test_six_weekly_dates_are_proposed_in_words(desk, webinar):
    page = desk.get(path(webinar))

    text = page.content.decode()
    assert [one.starts.date() for one in page.context["occurrences"]] == [date(2037, 12, 3) + timedelta(weeks=n) for n in range(1, 7)]
    assert "Thursday, December 10, 2037, 10:00 – 11:30 AM Pacific Time" in text
    assert "Every month, on the first Thursday" in text
    assert text.count(" checked>") == 6 + 1  # and the rhythm


def test_the_dates_that_are_ticked_become_drafts_like_the_event(desk, institute, series, webinar):
    event = held(institute, date(2037, 12, 3), series=series, capacity=7)
    reminders.switch_on(event, "day", note="Bring a question.", now=datetime(2037, 11, 20, tzinfo=UTC))

    page = desk.post(path(event), dates(event, "20371210T1000", "20371224T1000"), follow=True)

    made = made_of(event, webinar)
    assert [copy.starts_at for copy in made] == [datetime(2037, 12, 10, 18, tzinfo=UTC), datetime(2037, 12, 24, 18, tzinfo=UTC)]
    assert {(copy.series, copy.capacity, copy.published_at, copy.title_en) for copy in made} == {(series, 7, None, event.title_en)}
    assert len({copy.slug for copy in made} | {copy.uid for copy in made} | {copy.seed for copy in made}) == 6
    assert [(reminder.note, reminder.on_since) for copy in made for reminder in copy.reminders.filter(lead="day")] == [
        ("Bring a question.", None)
    ] * 2
    assert page.redirect_chain == [("/desk/", 302)]
    assert "2 drafts are made; their reminders are off." in page.content.decode()


def test_a_date_at_which_the_series_has_something_is_not_proposed(desk, institute, series):
    event = held(institute, date(2037, 12, 3), series=series)
    held(institute, date(2037, 12, 10), series=series)

    page = desk.get(path(event), {"rhythm": "week", "count": "2"})

    assert page.context["form"]["dates"].value() == [f"{event.pk}-20371217T1000"]
    assert "The series has something at this time already." in page.content.decode()


def test_a_time_that_the_clocks_jump_over_is_named_and_cannot_be_chosen(desk, institute):
    event = factories.EventFactory(
        host=institute, starts_at=datetime(2038, 3, 7, 10, 30, tzinfo=UTC), ends_at=datetime(2038, 3, 7, 11, 30, tzinfo=UTC)
    )

    page = desk.get(path(event), {"rhythm": "week", "count": "1"}).content.decode()
    refused = desk.post(path(event), dates(event, "20380314T0230"))

    assert "There is no 02:30 on 2038-03-14 in America/Los_Angeles: the clocks jump over it. This date is left out" in page
    assert (refused.status_code, Event.objects.count()) == (422, 1)


def test_an_hour_that_comes_twice_is_named(desk, institute):
    event = factories.EventFactory(
        host=institute, starts_at=datetime(2038, 10, 31, 8, 30, tzinfo=UTC), ends_at=datetime(2038, 10, 31, 9, 30, tzinfo=UTC)
    )

    assert "this time comes twice: the first one is taken" in desk.get(path(event)).content.decode()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"count": "0"}, {"count": ["Enter a number from 1 to 52"]}),
        ({"count": "53"}, {"count": ["Enter a number from 1 to 52"]}),
        ({"count": ""}, {"count": ["Enter a number from 1 to 52"]}),
        ({"count": "many"}, {"count": ["Enter a number from 1 to 52"]}),
        ({"rhythm": "day"}, {"rhythm": ["Select a valid choice. day is not one of the available choices."]}),
    ],
)
def test_what_cannot_be_asked_for_is_said(desk, webinar, said, expected):
    answers = [desk.get(path(webinar), {"rhythm": "week", "count": "3"} | said), desk.post(path(webinar), dates(webinar, **said))]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [dict(answer.context["rhythm"].errors) for answer in answers] == [expected, expected]
    assert Event.objects.count() == 1


def test_at_least_one_date_is_chosen(desk, webinar):
    page = desk.post(path(webinar), dates(webinar))

    assert dict(page.context["form"].errors) == {"dates": ["Choose at least one date"]}


def test_pressed_twice_each_date_is_made_once(desk, webinar):
    for _press in range(2):
        desk.post(path(webinar), dates(webinar, "20371210T1000", "20371217T1000"))

    assert Event.objects.count() == 3


def test_an_event_by_itself_and_its_dates_become_a_series_when_it_is_named(desk, organizer, institute, webinar):
    hosting.add_host(webinar, factories.OrganizationFactory(slug="partner", name="Partner"))
    before = webinar.sequence

    for _press in range(2):
        desk.post(path(webinar), dates(webinar, "20371210T1000", "20371217T1000", series_title="Thursdays"))

    [series] = Series.objects.all()
    assert [event.starts_on.day for event in series.events.order_by("starts_at")] == [3, 10, 17]
    assert (series.title_en, [host.name for host in hosting.hosts_of(series)]) == ("Thursdays", ["Valley Institute", "Partner"])
    assert series.published_at is not None
    webinar.refresh_from_db()
    assert webinar.sequence == before  # nobody has to be told
    assert Deed.objects.filter(act=Act.PUBLISHED, subject=f"series:{series.pk}", who=organizer).count() == 1


def test_an_event_written_in_spanish_gets_a_series_in_spanish(desk, institute):
    event = factories.EventFactory(host=institute, title_en="", title_es="¿Quién cuenta?")

    desk.post(path(event), dates(event, "20371210T1000", series_title="Jueves"))

    assert [(series.title_en, series.title_es) for series in Series.objects.all()] == [("", "Jueves")]


def test_an_event_in_a_series_is_not_asked_for_another(desk, institute, series):
    event = held(institute, date(2037, 12, 3), series=series)

    assert "series_title" not in desk.get(path(event)).context["form"].fields


def test_a_guest_of_a_series_makes_dates_that_do_not_belong_to_it(client, institute, series):
    event, guest = held(institute, date(2037, 12, 3), series=series), factories.OrganizationFactory(slug="guest", name="Guest")
    hosting.add_host(event, guest)
    client.force_login(factories.MembershipFactory(organization=guest, role="organizer").user)

    page = client.get(path(event)).content.decode()
    client.post(path(event), dates(event, "20371210T1000"))

    assert "They do not belong to the series" in page
    assert [copy.series for copy in made_of(event)] == [None]


def test_an_event_without_a_time_leads_to_where_one_is_asked_for(desk, institute):
    event = factories.EventFactory(host=institute, precision="day", starts_at=None, ends_at=None)

    assert desk.get(path(event)).url == f"/desk/events/{event.slug}/duplicate/"


@pytest.mark.django_db
def test_all_dates_are_made_or_none(webinar, now):
    first, second = recurrence.further(webinar, "week", 2, now=now)
    asked = [Date(webinar, Copy(KEY, first.times)), Date(webinar, Copy(KEY, second.times, {"title_en": " "}))]

    with pytest.raises(TitleMissing):
        copying.make_dates(webinar, asked, now=now)

    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_dates_asked_for_at_once_are_made_once(institute, series, now):
    event = held(institute, date(2037, 12, 3), series=series)
    asked = [Date(event, Copy(KEY, one.times, {"series": series})) for one in recurrence.further(event, "week", 3, now=now)]

    def one(_number):
        try:
            mine = Event.objects.get(pk=event.pk)
            return len(copying.make_dates(mine, [Date(mine, date.copy) for date in asked], now=now))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(4))) == [3] * 4
    assert Event.objects.count() == 4


# a season


def season_path(series):
    return f"/desk/series/{series.slug}/duplicate/"


def asked_of(series, *events, **changed):
    """The season a year later, from Thursday 2 December 2038."""
    labels = [f"{event.pk}-{event.starts_on + timedelta(weeks=52):%Y%m%d}T1000" for event in events]
    return {"title_en": "Our Economy 2038", "first": "2038-12-02", "dates": labels, "key": str(KEY)} | changed


def test_a_season_is_proposed_a_year_later_on_the_same_weekday_without_what_was_cancelled(desk, season):
    page = desk.get(season_path(season))

    first, second, third = season.events.order_by("starts_at")
    assert page.context["season"]["first"].value() == date(2038, 12, 2)
    assert [one.starts.date() for one in page.context["occurrences"]] == [date(2038, 12, 2), date(2038, 12, 9), date(2038, 12, 16)]
    assert page.context["form"]["dates"].value() == [f"{first.pk}-20381202T1000", f"{second.pk}-20381209T1000"]
    assert "It was cancelled." in page.content.decode()
    assert f"{third.pk}-20381216T1000" in page.content.decode()


def test_a_season_long_past_is_proposed_for_what_is_still_to_come(desk, institute, series):
    held(institute, date(2034, 11, 30), series=series)

    assert desk.get(season_path(series)).context["season"]["first"].value() == date(2037, 11, 26)


def test_a_season_becomes_a_series_of_drafts_with_its_hosts_in_their_order(desk, institute, season, now):
    partner = factories.OrganizationFactory(slug="partner", name="Partner")
    hosting.join(season, partner, now=now)
    hosting.move_up(season, partner, now=now)
    old = list(season.events.order_by("starts_at"))

    page = desk.post(season_path(season), asked_of(season, *old), follow=True)

    made = made_of(*old)
    new = Series.objects.exclude(pk=season.pk).get()
    assert [(copy.title_en, copy.series, copy.starts_on, copy.published_at, copy.cancelled_at) for copy in made] == [
        ("First", new, date(2038, 12, 2), None, None),
        ("Second", new, date(2038, 12, 9), None, None),
        ("Third", new, date(2038, 12, 16), None, None),
    ]
    assert (new.title_en, new.text_en, new.dyes) == ("Our Economy 2038", "What connects them.", "cdef")
    assert {new.slug, new.seed}.isdisjoint({season.slug, season.seed})
    assert hosting.hosts_of(new) == [partner, institute]
    assert [set(hosting.hosts_of(copy)) for copy in made] == [{institute, partner}] * 3
    assert [part.speaker.name for part in made[0].appearances.all()] == ["Paula Arce"]
    assert (made[0].registrations.count(), made[0].reminders.get(lead="day").on_since) == (0, None)
    assert "3 drafts are made; their reminders are off." in page.content.decode()
    assert [event.series for event in season.events.all()] == [season] * 3


def test_a_season_keeps_its_wall_times_over_a_change_of_the_clocks(desk, season):
    first, second, _third = season.events.order_by("starts_at")
    labels = [f"{first.pk}-20380311T1000", f"{second.pk}-20380318T1000"]

    desk.post(season_path(season), asked_of(season, first="2038-03-11", dates=labels))

    made = Event.objects.exclude(series=season).order_by("starts_at")
    assert [copy.starts_at.hour for copy in made] == [18, 17]
    assert {copy.starts_time.hour for copy in made} == {10}


def test_another_weekday_is_refused_with_two_that_would_do(desk, season):
    page = desk.get(season_path(season), {"title_en": "Our Economy 2038", "first": "2038-12-04"})

    assert dict(page.context["season"].errors) == {
        "first": ["The season begins on a Thursday. Choose one, like December 2, 2038 or December 9, 2038"]
    }
    assert page.context["occurrences"] == []


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("", "Enter the day of the first event"),
        ("soon", "Enter a date, like 2026-12-03"),
        ("9999-12-30", "Enter a date, like 2026-12-03"),
        ("0001-01-04", "Enter a date, like 2026-12-03"),
    ],
)
def test_a_day_that_is_none_is_refused(desk, season, first, expected):
    old = list(season.events.all())
    page = desk.post(season_path(season), asked_of(season, *old, first=first))

    assert (page.status_code, dict(page.context["season"].errors)) == (422, {"first": [expected]})
    assert Event.objects.count() == 3


def test_pressed_twice_there_is_one_season(desk, season):
    old = list(season.events.all())
    for _press in range(2):
        desk.post(season_path(season), asked_of(season, *old))

    assert (Series.objects.count(), Event.objects.count()) == (2, 6)


def test_a_season_without_a_title_is_refused_and_nothing_is_made(desk, season):
    page = desk.post(season_path(season), asked_of(season, *season.events.all(), title_en=" "))

    assert dict(page.context["season"].errors) == {"title_en": ["Enter a title"]}
    assert (Series.objects.count(), Event.objects.count()) == (1, 3)


def test_a_series_without_a_dated_event_has_nothing_to_move(desk, series, institute):
    factories.EventFactory(host=institute, series=series, precision="day", starts_at=None, ends_at=None)

    page = desk.get(season_path(series))

    assert (page.status_code, "there is nothing to move" in page.content.decode()) == (200, True)


@pytest.mark.django_db(transaction=True)
def test_a_season_asked_for_at_once_is_one(season, now):
    old = list(season.events.all())
    times = [scheduling.lasting(timedelta(minutes=90), starts=datetime(2038, 12, 2, 10), zone=event.zone) for event in old]  # noqa: DTZ001
    asked = [Date(event, Copy(KEY, moment)) for event, moment in zip(old, times, strict=True)]

    def one(_number):
        try:
            return len(copying.duplicate_season(Series.objects.get(pk=season.pk), asked, titles={}, now=now))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(4))) == [3] * 4
    assert (Series.objects.count(), Event.objects.count()) == (2, 6)


@pytest.mark.django_db
def test_a_series_is_made_for_an_event_once(webinar, now):
    made = [events_copying.gather(webinar, title="Thursdays", now=now) for _time in range(2)]

    assert made[0] == made[1]


# who may


@pytest.mark.parametrize("role", ["stranger", "viewer"])
def test_who_may_not_change_it_finds_no_way(client, stranger, institute, season, role):
    user = stranger if role == "stranger" else factories.MembershipFactory(organization=institute, role="viewer").user
    client.force_login(user)
    first, *_others = old = list(season.events.order_by("starts_at"))

    answers = [
        client.get(path(first)),
        client.post(path(first), dates(first, "20371210T1000")),
        client.get(season_path(season)),
        client.post(season_path(season), asked_of(season, *old)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (Series.objects.count(), Event.objects.count()) == (1, 3)


@pytest.mark.parametrize("number", [1, 3])
def test_more_dates_are_no_more_questions(desk, institute, series, number, django_assert_num_queries):
    event = held(institute, date(2037, 12, 3), series=series)
    for week in range(1, number):
        held(institute, date(2037, 12, 3) + timedelta(weeks=week), series=series)

    with django_assert_num_queries(6):
        desk.get(path(event), {"rhythm": "week", "count": str(number)})
    with django_assert_num_queries(5):
        desk.get(season_path(series))
