"""A place that becomes free is offered, and held until it is taken or its time is over."""

from datetime import timedelta

import pytest

from registrations.domain import signup, waitlist
from registrations.models import Status
from tests.factories import EventFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db

TWO_HOURS = timedelta(hours=2)


@pytest.fixture
def event(institute):
    return EventFactory(host=institute, capacity=1, grace_minutes=0, offer_minutes=120)


@pytest.fixture
def line(event, now):
    """Three people: the first holds the place, the others wait."""
    return [register(event, f"{name}@valle.example", now=now) for name in ("first", "second", "third")]


def statuses(line):
    for registration in line:
        registration.refresh_from_db()
    return [registration.status for registration in line]


def test_the_next_in_line_is_offered_the_place_and_told_until_when(event, line, now):
    deliver()

    signup.withdraw(line[0], now=now)

    assert statuses(line) == [Status.WITHDRAWN, Status.OFFERED, Status.WAITLISTED]
    [_given_back, offer] = deliver()
    assert offer.subject.startswith("A place is free for you")
    assert "Tuesday, November 24" in offer.body  # two hours from now, where second is
    assert line[1].held_until == now + TWO_HOURS


def test_who_takes_it_has_the_place(event, line, now):
    signup.withdraw(line[0], now=now)
    deliver()

    for _ in range(2):
        signup.take_offer(line[1], now=now + timedelta(hours=1))

    assert statuses(line) == [Status.WITHDRAWN, Status.CONFIRMED, Status.WAITLISTED]
    assert [mail.subject.split(":")[0] for mail in deliver()] == ["You are registered"]


def test_an_offer_that_is_not_taken_goes_to_the_next_and_both_are_told(event, line, now):
    signup.withdraw(line[0], now=now)
    deliver()

    due = waitlist.with_places_to_pass_on(now + TWO_HOURS)
    waitlist.pass_on(event, now=now + TWO_HOURS)

    assert due == [event.pk]
    assert statuses(line) == [Status.WITHDRAWN, Status.LAPSED, Status.OFFERED]
    assert sorted(mail.subject.split(":")[0] for mail in deliver()) == ["A place is free for you", "The place went to the next in line"]


def test_an_offer_cannot_be_taken_when_its_time_is_over_whether_or_not_the_sweep_came(event, line, now):
    signup.withdraw(line[0], now=now)

    with pytest.raises(signup.TooLate, match="has passed"):
        signup.take_offer(line[1], now=now + TWO_HOURS)

    assert statuses(line)[1] == Status.OFFERED


def test_who_cannot_come_any_more_lets_the_next_have_the_offer_at_once(event, line, now):
    signup.withdraw(line[0], now=now)

    signup.withdraw(line[1], now=now)

    assert statuses(line) == [Status.WITHDRAWN, Status.WITHDRAWN, Status.OFFERED]


def test_nothing_is_offered_in_the_last_hour_a_place_is_given(event, line):
    signup.withdraw(line[0], now=event.starts_at - timedelta(minutes=50))

    assert statuses(line) == [Status.WITHDRAWN, Status.CONFIRMED, Status.WAITLISTED]


def test_an_offer_never_reaches_into_the_last_hour(event, line):
    signup.withdraw(line[0], now=event.starts_at - timedelta(hours=2))

    line[1].refresh_from_db()
    assert line[1].held_until == event.starts_at - timedelta(hours=1)


def test_a_newcomer_waits_while_a_place_is_offered(event, line, now):
    signup.withdraw(line[0], now=now)

    newcomer = register(event, "newcomer@valle.example", now=now + timedelta(minutes=1))

    assert newcomer.status == Status.WAITLISTED
