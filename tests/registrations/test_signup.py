from datetime import timedelta

import pytest
from django.db import transaction

from events_service.events.domain import publishing
from events_service.mail.domain import suppressing
from events_service.mail.models import Delivery
from registrations.domain import signup
from registrations.models import Registration, Status
from tests.factories import EventFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db


def test_who_registers_has_a_place_and_a_mail(webinar, now):
    registration = register(webinar, now=now)

    assert registration.status == Status.CONFIRMED
    assert [mail.subject for mail in deliver()] == ["You are registered: Who counts as “the economy”?"]


def test_the_mail_is_posted_in_the_same_transaction_and_is_not_when_that_fails(webinar, now):
    with transaction.atomic():
        register(webinar, now=now)
        transaction.set_rollback(True)

    assert Registration.objects.count() == 0
    assert Delivery.objects.count() == 0


def test_registering_twice_makes_one_row_and_no_second_mail_within_two_minutes(webinar, now):
    first = register(webinar, now=now)

    second = register(webinar, "Rosa@VALLE.example", now=now + timedelta(minutes=1))

    assert second == first
    assert Registration.objects.count() == 1
    assert len(deliver()) == 1


def test_registering_again_after_two_minutes_sends_the_same_mail_again(webinar, now):
    register(webinar, now=now)
    first = deliver()

    register(webinar, now=now + timedelta(minutes=3))

    assert [mail.subject for mail in deliver()] == [first[0].subject]


def test_the_same_mail_is_sent_three_times_an_hour_at_most(webinar, now):
    registration = register(webinar, now=now)
    for _ in range(2):
        deliver()
        Delivery.objects.update(created_at=now - timedelta(minutes=10))
        signup.say_again(registration, now=now)
    deliver()
    Delivery.objects.update(created_at=now - timedelta(minutes=10))

    sent = signup.say_again(registration, now=now)

    assert sent is False


def test_nobody_registers_before_registration_opens(institute, now):
    event = EventFactory(host=institute, registration_opens_at=now + timedelta(days=1))

    with pytest.raises(signup.NotOpen, match="not open"):
        register(event, now=now)


@pytest.mark.parametrize("change", [{"cancelled_at": True}, {"published_at": None}])
def test_nobody_registers_for_a_cancelled_event_or_a_draft(institute, now, change):
    event = EventFactory(host=institute, **{field: now if value else None for field, value in change.items()})

    with pytest.raises(signup.NotOpen):
        register(event, now=now)


def test_one_may_still_register_while_the_event_is_live(webinar):
    registration = register(webinar, now=webinar.starts_at + timedelta(minutes=5))

    assert registration.status == Status.CONFIRMED


def test_nobody_registers_once_the_event_is_over(webinar):
    with pytest.raises(signup.NotOpen):
        register(webinar, now=webinar.ends_at)


def test_a_full_event_puts_the_next_one_on_the_waitlist(institute, now):
    event = EventFactory(host=institute, capacity=1)
    register(event, "first@valle.example", now=now)

    second = register(event, "second@valle.example", now=now)

    assert second.status == Status.WAITLISTED
    assert [mail.subject.split(":")[0] for mail in deliver()] == ["You are registered", "You are on the waiting list"]


def test_a_full_event_without_a_waitlist_refuses_with_a_sentence(institute, now):
    event = EventFactory(host=institute, capacity=1, has_waitlist=False)
    register(event, "first@valle.example", now=now)

    with pytest.raises(signup.Full, match="All places are taken"):
        register(event, "second@valle.example", now=now)

    assert Registration.objects.count() == 1


def test_a_place_given_back_goes_to_who_waits_longest_with_a_mail(institute, now):
    event = EventFactory(host=institute, capacity=1, grace_minutes=0)
    first = register(event, "first@valle.example", now=now)
    second = register(event, "second@valle.example", now=now)
    third = register(event, "third@valle.example", now=now)
    deliver()

    signup.withdraw(first, now=now)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.status, third.status) == (Status.CONFIRMED, Status.WAITLISTED)
    assert [(mail.to[0].split("<")[1], mail.subject.split(":")[0]) for mail in deliver()] == [
        ("first@valle.example>", "Your place is given back"),
        ("second@valle.example>", "You have a place now"),
    ]


def test_withdrawing_twice_gives_back_one_place(institute, now):
    event = EventFactory(host=institute, capacity=1, grace_minutes=0)
    first = register(event, "first@valle.example", now=now)
    for number in range(2):
        register(event, f"waiting{number}@valle.example", now=now)

    withdrawn = [signup.withdraw(first, now=now), signup.withdraw(first, now=now)]

    assert withdrawn == [True, False]
    assert Registration.objects.confirmed().count() == 1


def test_a_newcomer_does_not_overtake_who_waits(institute, now):
    event = EventFactory(host=institute, capacity=1)
    register(event, "first@valle.example", now=now)
    register(event, "second@valle.example", now=now)
    event.capacity = 2
    event.save()

    newcomer = register(event, "newcomer@valle.example", now=now)

    assert newcomer.status == Status.WAITLISTED


def test_who_withdrew_is_taken_out_of_the_outbox_and_gets_one_last_mail(webinar, now):
    registration = register(webinar, now=now)

    signup.withdraw(registration, now=now)

    assert [mail.subject.split(":")[0] for mail in deliver()] == ["Your place is given back"]


def test_who_withdrew_may_register_again_and_the_calendar_entry_comes_back_newer(webinar, now):
    registration = register(webinar, now=now)
    signup.withdraw(registration, now=now)
    deliver()

    again = register(webinar, now=now + timedelta(minutes=1))

    [mail] = deliver()
    assert (again.pk, again.status, again.calendar_revision) == (registration.pk, Status.CONFIRMED, 2)
    assert "SEQUENCE:2\r\n" in mail.alternatives[-1].content


def test_leaving_the_waitlist_gives_nobody_a_place(institute, now):
    event = EventFactory(host=institute, capacity=1)
    register(event, "first@valle.example", now=now)
    second = register(event, "second@valle.example", now=now)
    third = register(event, "third@valle.example", now=now)

    signup.withdraw(second, now=now)

    third.refresh_from_db()
    assert third.status == Status.WAITLISTED


def test_who_withdrew_is_not_told_again_that_they_have_a_place(webinar, now):
    registration = register(webinar, now=now)
    signup.withdraw(Registration.objects.get(), now=now)
    before = Delivery.objects.count()

    sent = signup.say_again(registration, now=now + timedelta(hours=3))

    assert (sent, Delivery.objects.count()) == (False, before)


def test_nobody_is_told_again_of_a_place_at_what_was_called_off(webinar, now):
    registration = register(webinar, now=now)
    publishing.cancel(webinar, reason="", now=now)

    sent = signup.say_again(registration, now=now + timedelta(hours=3))

    assert not sent


def test_an_address_that_is_not_written_to_gets_no_second_copy(webinar, now):
    suppressing.suppress("rosa@valle.example", reason=suppressing.Reason.BOUNCED)

    register(webinar, now=now)

    assert Delivery.objects.count() == 1
