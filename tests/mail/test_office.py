"""The one way out: breaker, Retry-After, rate and quota, shared by all workers."""

from datetime import timedelta

import pytest
from django.db.models import F

from events_service.mail.domain import claiming, office, outbox
from events_service.mail.models import Delivery, PostOffice
from events_service.mail.models.kinds import Lane
from tests.mail.cast import a_message, a_recipient

pytestmark = pytest.mark.django_db


def ask(most=20):
    return office.ask_leave(most=most, lanes=Lane)


def a_while_passes(**ago):
    PostOffice.objects.update(shut_until=F("shut_until") - timedelta(**ago), free_at=F("free_at") - timedelta(**ago))


def test_nine_failures_in_a_row_do_not_shut_the_way_out():
    for _ in range(9):
        office.it_failed("ConnectionRefusedError")

    assert ask().copies == 20


def test_the_tenth_failure_in_a_row_shuts_it():
    for _ in range(10):
        office.it_failed("ConnectionRefusedError")

    assert ask().copies == 0
    assert office.state().shut_why == "ConnectionRefusedError"


def test_a_success_in_between_begins_a_new_row():
    for _ in range(9):
        office.it_failed("ConnectionRefusedError")
    office.it_works()

    office.it_failed("ConnectionRefusedError")

    assert ask().copies == 20


def test_after_a_while_one_sender_tries_with_one_copy():
    for _ in range(10):
        office.it_failed("ConnectionRefusedError")
    a_while_passes(minutes=1)

    granted = [ask().copies for _ in range(3)]

    assert granted == [1, 0, 0]


def test_when_that_one_left_all_go_on():
    for _ in range(10):
        office.it_failed("ConnectionRefusedError")
    a_while_passes(minutes=1)
    ask()

    office.it_works()

    assert ask().copies == 20


def test_only_the_first_failure_in_a_row_is_paid_for_by_its_copy():
    first_in_a_row = [office.it_failed("503") for _ in range(3)]

    assert first_in_a_row == [True, False, False]


def test_retry_after_keeps_everyone_waiting_and_is_over_by_itself():
    office.it_wants_rest(40, "429")

    before = ask().copies
    a_while_passes(seconds=41)

    assert (before, ask().copies) == (0, 20)


def test_a_shorter_rest_does_not_cut_a_longer_one_short():
    office.it_wants_rest(40, "429")
    office.it_wants_rest(5, "429")
    a_while_passes(seconds=30)

    assert ask().copies == 0


def test_the_rate_lets_each_sender_take_a_fifth_of_a_second_in_hand_and_the_next_one_waits(settings):
    settings.MAIL_RATE = 50.0

    first = ask()
    office.book(first.copies)
    second = ask()

    assert (first.copies, first.seconds) == (10, 0)
    assert 0.1 < second.seconds <= 0.2


def test_no_more_senders_wait_for_a_slow_rate_than_it_needs(settings):
    settings.MAIL_RATE = 0.1
    office.book(ask().copies)

    assert ask().copies == 0


def test_the_quota_of_a_day_is_not_exceeded_and_a_new_day_begins_anew(settings):
    settings.MAIL_DAILY_QUOTA = 100
    office.book(100)

    today = ask().copies
    PostOffice.objects.update(quota_day=F("quota_day") - timedelta(days=1))

    assert (today, ask().copies) == (0, 20)


def test_the_last_tenth_of_the_quota_is_kept_for_urgent_mail(settings):
    settings.MAIL_DAILY_QUOTA = 100
    office.book(91)

    leave = ask()

    assert (leave.copies, leave.lanes) == (9, (Lane.NOW, Lane.CHANGES))


def test_what_was_not_there_to_take_is_not_counted(settings):
    settings.MAIL_DAILY_QUOTA = 100
    outbox.add(a_message(), [a_recipient()])

    claiming.claim("a crew")

    assert office.state().quota_used == 1
    assert Delivery.objects.get().claimed_by == "a crew"
