"""A place given back waits a little for its owner."""

from datetime import timedelta

import pytest

from registrations.domain import places, signup, waitlist
from registrations.models import Registration, Status
from tests.factories import EventFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db

TEN = timedelta(minutes=10)


@pytest.fixture
def full(institute):
    """One place, and ten minutes to undo."""
    return EventFactory(host=institute, capacity=1)


@pytest.fixture
def rosa(full, now):
    return register(full, "rosa@valle.example", now=now)


@pytest.fixture
def ana(full, rosa, now):
    """Waits behind Rosa."""
    return register(full, "ana@valle.example", now=now)


def status_of(*registrations):
    found = Registration.objects.in_bulk([registration.pk for registration in registrations])
    return [found[registration.pk].status for registration in registrations]


def test_for_ten_minutes_nobody_else_gets_the_place(full, rosa, ana, now):
    signup.withdraw(rosa, now=now)

    waitlist.pass_on(full, now=now + TEN - timedelta(seconds=1))
    newcomer = register(full, "newcomer@valle.example", now=now + timedelta(minutes=5))

    assert status_of(rosa, ana, newcomer) == [Status.WITHDRAWN, Status.WAITLISTED, Status.WAITLISTED]


def test_then_the_sweep_finds_it_and_the_next_in_line_has_it_with_a_mail(full, rosa, ana, now):
    signup.withdraw(rosa, now=now)
    deliver()

    due = waitlist.with_places_to_pass_on(now + TEN)
    waitlist.pass_on(full, now=now + TEN)

    assert due == [full.pk]
    assert status_of(ana) == [Status.CONFIRMED]
    assert [mail.subject.split(":")[0] for mail in deliver()] == ["You have a place now"]


def test_undo_within_ten_minutes_gives_the_place_back_and_says_so(full, rosa, ana, now):
    signup.withdraw(rosa, now=now)
    deliver()

    signup.take_back(rosa, now=now + timedelta(minutes=9))

    assert status_of(rosa, ana) == [Status.CONFIRMED, Status.WAITLISTED]
    assert [mail.subject.split(":")[0] for mail in deliver()] == ["You are registered"]


def test_undoing_twice_undoes_once(full, rosa, now):
    signup.withdraw(rosa, now=now)

    signup.take_back(rosa, now=now)
    revision = rosa.calendar_revision
    signup.take_back(rosa, now=now)

    assert rosa.calendar_revision == revision == 2


def test_undo_after_that_is_the_front_of_the_waitlist(full, rosa, ana, now):
    third = register(full, "third@valle.example", now=now)
    signup.withdraw(rosa, now=now)
    waitlist.pass_on(full, now=now + TEN)

    signup.take_back(rosa, now=now + timedelta(hours=1))

    assert list(Registration.objects.waitlisted()) == [rosa, third]
    assert status_of(ana) == [Status.CONFIRMED]


def test_undo_where_places_are_left_is_a_place(institute, now):
    event = EventFactory(host=institute, capacity=5)
    rosa = register(event, now=now)
    signup.withdraw(rosa, now=now)

    signup.take_back(rosa, now=now + timedelta(days=1))

    assert status_of(rosa) == [Status.CONFIRMED]


def test_who_left_the_waitlist_does_not_come_back_to_its_front(full, rosa, ana, now):
    signup.withdraw(ana, now=now)

    signup.take_back(ana, now=now)

    assert status_of(ana) == [Status.WITHDRAWN]


def test_registering_again_within_the_grace_time_is_undoing(full, rosa, ana, now):
    signup.withdraw(rosa, now=now)

    register(full, "rosa@valle.example", now=now + timedelta(minutes=2))

    assert status_of(rosa, ana) == [Status.CONFIRMED, Status.WAITLISTED]


def test_in_the_last_hour_nothing_waits(full, rosa, ana):
    signup.withdraw(rosa, now=full.starts_at - timedelta(minutes=59))

    assert status_of(rosa, ana) == [Status.WITHDRAWN, Status.CONFIRMED]


def test_nothing_is_undone_once_the_event_is_cancelled_or_over(full, rosa):
    signup.withdraw(rosa, now=full.ends_at - timedelta(minutes=1))

    with pytest.raises(signup.TooLate, match="over"):
        signup.take_back(rosa, now=full.ends_at)


def test_undo_without_a_waiting_list_says_that_all_places_are_taken(institute, now):
    event = EventFactory(host=institute, capacity=1, has_waitlist=False)
    rosa = register(event, now=now)
    signup.withdraw(rosa, now=now)
    register(event, "ana@valle.example", now=now + TEN)

    with pytest.raises(signup.Full, match="All places are taken"):
        signup.take_back(rosa, now=now + TEN)

    assert status_of(rosa) == [Status.WITHDRAWN]


def test_a_held_place_is_counted_as_taken(full, rosa, now):
    signup.withdraw(rosa, now=now)

    assert [places.of(full, now=now + minutes).left for minutes in (timedelta(0), TEN)] == [0, 1]
