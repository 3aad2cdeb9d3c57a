"""Where the address has to be proven, and where an organizer approves."""

from datetime import timedelta

import pytest

from registrations.domain import approving, places, signup
from registrations.models import Registration, Status
from tests.factories import EventFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def proven(institute):
    return EventFactory(host=institute, capacity=1, needs_proof=True)


@pytest.fixture
def chosen(institute):
    return EventFactory(host=institute, capacity=1, needs_approval=True)


def subjects():
    return [mail.subject.split(":")[0] for mail in deliver()]


def test_the_place_is_held_until_the_address_is_proven(proven, now):
    rosa = register(proven, now=now)
    second = register(proven, "second@valle.example", now=now)

    signup.prove(rosa, now=now + timedelta(minutes=20))
    signup.prove(second, now=now + timedelta(minutes=21))

    assert (rosa.status, second.status) == (Status.CONFIRMED, Status.WAITLISTED)
    assert subjects() == ["One more step", "One more step", "You are registered", "You are on the waiting list"]


def test_after_thirty_minutes_the_place_is_anybodys(proven, now):
    rosa = register(proven, now=now)
    later = now + timedelta(minutes=31)
    quick = register(proven, "quick@valle.example", now=later)
    signup.prove(quick, now=later)

    signup.prove(rosa, now=later)

    assert (quick.status, rosa.status) == (Status.CONFIRMED, Status.WAITLISTED)


def test_proving_twice_proves_once(proven, now):
    rosa = register(proven, now=now)
    deliver()

    for _ in range(2):
        signup.prove(rosa, now=now)

    assert subjects() == ["You are registered"]


def test_who_has_not_proven_the_address_is_not_written_to_about_changes(proven, now):
    register(proven, now=now)

    assert Registration.objects.told().count() == 0


def test_registering_again_before_that_sends_the_same_mail(proven, now):
    register(proven, now=now)
    deliver()

    register(proven, now=now + timedelta(minutes=3))

    assert subjects() == ["One more step"]


def test_a_request_takes_no_place_until_it_is_approved(chosen, now):
    asked = [register(chosen, f"{name}@valle.example", now=now) for name in ("first", "second")]

    assert [registration.status for registration in asked] == [Status.PENDING, Status.PENDING]
    assert places.of(chosen, now=now).taken == 0
    assert list(approving.waiting(chosen)) == asked
    assert subjects() == ["We got your request", "We got your request"]


def test_who_is_approved_has_a_place_or_a_turn(chosen, now):
    asked = [register(chosen, f"{name}@valle.example", now=now) for name in ("first", "second")]
    deliver()

    for registration in asked:
        approving.approve(registration, now=now)

    assert list(Registration.objects.order_by("pk").values_list("status", flat=True)) == [Status.CONFIRMED, Status.WAITLISTED]
    assert subjects() == ["You are registered", "You are on the waiting list"]


def test_who_is_declined_is_told_in_a_mail_and_told_once(chosen, now):
    rosa = register(chosen, now=now)
    deliver()

    done = [approving.decline(rosa, now=now), approving.decline(rosa, now=now), approving.approve(rosa, now=now)]

    assert done == [True, False, False]
    assert subjects() == ["About your request"]


def test_a_proven_address_still_waits_for_approval(institute, now):
    event = EventFactory(host=institute, needs_proof=True, needs_approval=True)
    rosa = register(event, now=now)

    signup.prove(rosa, now=now)

    assert rosa.status == Status.PENDING
