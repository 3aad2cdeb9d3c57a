"""Who came, and when they came in. The webinar starts at 18:00 and ends at 19:30, UTC."""

from datetime import UTC, datetime, timedelta

import pytest

from registrations.domain import attendance
from tests import factories

START = datetime(2037, 12, 3, 18, 0, tzinfo=UTC)
DURING = START + timedelta(minutes=20)


def came(event, *instants, **said):
    for instant in instants:
        factories.RegistrationFactory(event=event, attended_at=instant, **said)


def minutes(count, seconds=0):
    return START + timedelta(minutes=count, seconds=seconds)


def test_who_came_and_who_did_not_is_counted_from_the_start(webinar):
    came(webinar, minutes(-10), minutes(1), None)

    counted = attendance.of(webinar, now=START)

    assert (counted.registered, counted.came, counted.missing) == (3, 2, 1)


def test_before_the_start_nothing_is_counted(webinar):
    came(webinar, minutes(-10))

    assert attendance.of(webinar, now=START - timedelta(seconds=1)) is None


def test_arrivals_are_counted_by_five_minutes_around_the_start(webinar):
    came(webinar, minutes(-15), minutes(-1, 59), minutes(0), minutes(4, 59), minutes(5))

    arrivals = {each.begins_at: each.came for each in attendance.of(webinar, now=DURING).arrivals if each.came}

    assert arrivals == {minutes(-15): 1, minutes(-5): 1, minutes(0): 2, minutes(5): 1}


def test_who_came_sooner_or_much_later_is_counted_at_the_ends(webinar):
    came(webinar, minutes(-60), minutes(60), minutes(89))

    arrivals = attendance.of(webinar, now=DURING).arrivals

    assert (arrivals[0].begins_at, arrivals[0].came) == (minutes(-15), 1)
    assert (arrivals[-1].begins_at, arrivals[-1].came) == (minutes(55), 2)
    assert len(arrivals) == 15


def test_a_short_event_is_counted_to_its_end(site):
    event = factories.EventFactory(ends_at=minutes(12))
    came(event, minutes(11), minutes(14))

    arrivals = attendance.of(event, now=DURING).arrivals

    assert (arrivals[-1].begins_at, arrivals[-1].came) == (minutes(10), 2)


def test_who_came_counts_and_who_gave_the_place_back_or_waits_does_not(webinar):
    came(webinar, minutes(1), None)
    came(webinar, minutes(1), None, status="withdrawn")
    came(webinar, None, status="waitlisted", turn=1)

    counted = attendance.of(webinar, now=DURING)

    assert (counted.registered, counted.came) == (3, 2)


@pytest.mark.parametrize("changed", [{"cancelled_at": START}, {"presence": "in_person"}])
def test_where_nobody_could_come_or_be_seen_coming_nothing_is_said(site, changed):
    event = factories.EventFactory(**changed)
    came(event, None)

    assert attendance.of(event, now=DURING) is None


def test_where_nobody_registered_nothing_is_said(webinar):
    assert attendance.of(webinar, now=DURING) is None


def test_an_event_without_a_time_has_no_arrivals(site):
    event = factories.EventFactory(precision="day", starts_at=None, ends_at=None)

    assert attendance.of(event, now=DURING) is None


def test_all_are_counted_in_one_statement(webinar, django_assert_num_queries):
    came(webinar, minutes(1), minutes(2), None)

    with django_assert_num_queries(1):
        attendance.of(webinar, now=DURING)
