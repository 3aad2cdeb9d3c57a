"""How many registered, and when."""

from datetime import UTC, date, datetime, timedelta

from registrations.domain import counting, places
from registrations.domain.counting import Stretch
from tests import factories


def at(day, hour=20, minute=0, month=11):
    return datetime(2037, month, day, hour, minute, tzinfo=UTC)


def webinar_opened(at, **changed):
    return factories.EventFactory(published_at=at, **changed)


def registered(event, *instants, **said):
    return [factories.RegistrationFactory(event=event, registered_at=instant, **said) for instant in instants]


def gave_back(event, registered_at, withdrawn_at):
    factories.RegistrationFactory(event=event, status="withdrawn", registered_at=registered_at, withdrawn_at=withdrawn_at)


def test_each_day_since_the_opening_says_who_came_and_who_went(site, now):
    event = webinar_opened(at(20))
    registered(event, at(21), at(21, 22), at(23))
    gave_back(event, at(21), at(23, 19))

    counted = counting.registering(event, now=now)

    assert counted.stretches == [
        Stretch(date(2037, 11, 20), 0, 0, 0),
        Stretch(date(2037, 11, 21), 3, 0, 3),
        Stretch(date(2037, 11, 22), 0, 0, 3),
        Stretch(date(2037, 11, 23), 1, 1, 3),
        Stretch(date(2037, 11, 24), 0, 0, 3),
    ]
    assert (counted.registered, counted.withdrawn, counted.begins_on) == (4, 1, date(2037, 11, 20))


def test_a_day_is_that_of_the_events_zone(site, now):
    event = webinar_opened(at(22))
    registered(event, at(23, 7, 59), at(23, 8, 0))  # one minute to midnight in Los Angeles, and midnight

    days = {stretch.begins_on.day: stretch.registered for stretch in counting.registering(event, now=now).stretches}

    assert days == {22: 1, 23: 1, 24: 0}


def test_the_last_total_is_who_holds_a_place_or_waits(site, now):
    event = webinar_opened(at(20))
    registered(event, at(21), at(22))
    registered(event, at(22), status="waitlisted", turn=1)
    registered(event, at(22), status="declined")
    gave_back(event, at(21), at(21))
    factories.RegistrationFactory(registered_at=at(21))  # for another event

    seats = places.of(event, now=now)

    assert counting.registering(event, now=now).stretches[-1].total == seats.taken + seats.waiting == 3


def test_what_came_after_the_end_or_before_the_opening_is_counted_too(site, now):
    event = webinar_opened(at(20), starts_at=at(22, 18), ends_at=at(22, 19))
    registered(event, at(19))
    gave_back(event, at(21), at(23))

    days = [(stretch.begins_on.day, stretch.total) for stretch in counting.registering(event, now=now).stretches]

    assert days == [(19, 1), (20, 1), (21, 2), (22, 2), (23, 1)]


def test_an_event_that_is_over_is_counted_to_its_end(site, now):
    event = webinar_opened(at(18), starts_at=at(20, 18), ends_at=at(20, 19))
    registered(event, at(19))

    assert counting.registering(event, now=now).stretches[-1].begins_on == date(2037, 11, 20)


def test_many_days_are_told_by_the_week(site, now):
    event = webinar_opened(now - timedelta(days=100))
    registered(event, now - timedelta(days=100), now - timedelta(days=94), now - timedelta(days=93), now)

    counted = counting.registering(event, now=now)

    assert (counted.is_by_week, len(counted.stretches), counted.registered) == (True, 15, 4)
    assert [stretch.registered for stretch in counted.stretches if stretch.registered] == [2, 1, 1]


def test_a_hundred_days_are_told_by_the_day(site, now):
    event = webinar_opened(now - timedelta(days=99))
    registered(event, now)

    counted = counting.registering(event, now=now)

    assert (counted.is_by_week, len(counted.stretches)) == (False, 100)


def test_where_nobody_registered_there_is_nothing_to_draw(webinar, now):
    assert counting.registering(webinar, now=now) is None


def test_a_draft_with_registrations_is_counted_from_the_first(site, now):
    event = factories.EventFactory(published_at=None)
    registered(event, at(23))

    assert counting.registering(event, now=now).begins_on == date(2037, 11, 23)


def test_all_registrations_are_counted_in_one_statement(webinar, now, django_assert_num_queries):
    registered(webinar, at(21), at(22), at(23))
    gave_back(webinar, at(21), at(23))

    with django_assert_num_queries(1):
        counting.registering(webinar, now=now)
