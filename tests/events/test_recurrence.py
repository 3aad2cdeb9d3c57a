"""Dates that come again at the same time on the wall, whatever the clocks do in between."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from events_service.events.domain import recurrence
from events_service.events.domain.recurrence import Rhythm
from tests import factories

pytestmark = pytest.mark.django_db


def held(institute, starts_at, **changed):
    """An event of an hour and a half in Los Angeles."""
    return factories.EventFactory(host=institute, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), **changed)


def starts(occurrences):
    return [f"{one.starts:%Y-%m-%d %H:%M}" for one in occurrences]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm.WEEK, ["2037-12-10 10:00", "2037-12-17 10:00", "2037-12-24 10:00"]),
        (Rhythm.FORTNIGHT, ["2037-12-17 10:00", "2037-12-31 10:00", "2038-01-14 10:00"]),
        (Rhythm.MONTH, ["2038-01-07 10:00", "2038-02-04 10:00", "2038-03-04 10:00"]),
    ],
)
def test_an_event_comes_again_at_the_same_time(webinar, now, rhythm, expected):
    assert starts(recurrence.further(webinar, rhythm, 3, now=now)) == expected


def test_what_comes_on_the_last_weekday_of_a_month_stays_on_the_last(institute, now):
    event = held(institute, datetime(2037, 12, 31, 18, tzinfo=UTC))  # the fifth Thursday

    assert starts(recurrence.further(event, Rhythm.MONTH, 3, now=now)) == ["2038-01-28 10:00", "2038-02-25 10:00", "2038-03-25 10:00"]


def test_the_wall_time_stays_over_a_change_of_the_clocks(webinar, now):
    march = recurrence.further(webinar, Rhythm.WEEK, 16, now=now)[-3:]

    assert [one.times.starts_time for one in march] == [time(10)] * 3
    assert [one.instants[0] for one in march] == [
        datetime(2038, 3, 11, 18, tzinfo=UTC),
        datetime(2038, 3, 18, 17, tzinfo=UTC),
        datetime(2038, 3, 25, 17, tzinfo=UTC),
    ]


def test_what_is_over_comes_again_from_now_on(institute, now):
    event = held(institute, datetime(2037, 6, 4, 17, tzinfo=UTC))

    assert starts(recurrence.further(event, Rhythm.FORTNIGHT, 2, now=now)) == ["2037-12-03 10:00", "2037-12-17 10:00"]


def test_a_time_that_the_clocks_jump_over_is_named_and_has_no_times(institute, now):
    event = held(institute, datetime(2038, 3, 7, 10, 30, tzinfo=UTC))  # a Sunday, 2:30 in the night

    gap, after = recurrence.further(event, Rhythm.WEEK, 2, now=now)

    assert (gap.times, gap.instants) == (None, None)
    assert gap.refusal == "There is no 02:30 on 2038-03-14 in America/Los_Angeles: the clocks jump over it."
    assert after.instants[0] == datetime(2038, 3, 21, 9, 30, tzinfo=UTC)


def test_of_a_time_that_comes_twice_the_first_one_is_taken_and_it_is_said(institute, now):
    event = held(institute, datetime(2038, 10, 31, 8, 30, tzinfo=UTC))  # a Sunday, 1:30 in the night

    twice, after = recurrence.further(event, Rhythm.WEEK, 2, now=now)

    assert (twice.comes_twice, twice.instants[0]) == (True, datetime(2038, 11, 7, 8, 30, tzinfo=UTC))
    assert (after.comes_twice, after.instants[0]) == (False, datetime(2038, 11, 14, 9, 30, tzinfo=UTC))


def test_a_moment_at_which_the_series_has_something_is_marked(institute, now):
    series = factories.SeriesFactory(host=institute)
    event = held(institute, datetime(2037, 12, 3, 18, tzinfo=UTC), series=series)
    held(institute, datetime(2037, 12, 17, 18, tzinfo=UTC), series=series)
    held(institute, datetime(2037, 12, 10, 18, tzinfo=UTC))

    assert [one.is_there for one in recurrence.further(event, Rhythm.WEEK, 3, now=now)] == [False, True, False]


def test_an_event_whose_time_is_not_known_does_not_come_again(institute, now):
    event = factories.EventFactory(host=institute, precision="day", starts_at=None, ends_at=None)

    assert recurrence.further(event, Rhythm.WEEK, 3, now=now) == []
    assert recurrence.moved([event], weeks=52) == []


def test_a_season_moves_by_weeks_and_each_event_keeps_its_time(institute):
    winter, summer = held(institute, datetime(2037, 12, 3, 18, tzinfo=UTC)), held(institute, datetime(2038, 3, 25, 17, tzinfo=UTC))

    moved = recurrence.moved([winter, summer], weeks=-15)

    assert starts(moved) == ["2037-08-20 10:00", "2037-12-10 10:00"]
    assert [one.event for one in moved] == [winter, summer]
    assert [one.instants[0].hour for one in moved] == [17, 18]


@pytest.mark.parametrize(("day", "place"), [(1, 1), (7, 1), (8, 2), (28, 4), (29, recurrence.LAST)])
def test_the_place_of_a_weekday_in_its_month(day, place):
    assert recurrence.place_in_month(date(2037, 12, day)) == place
