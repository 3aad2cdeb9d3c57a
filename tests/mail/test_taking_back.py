"""Taking back meets what is leaving in this very moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from events_service.mail.domain import claiming, leaving, outbox, recording, suppressing
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.models import Delivery, Fate
from tests.mail.cast import a_message, a_recipient


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_copy_that_is_judged_while_it_is_taken_back_is_either_leaving_or_taken_back():
    outbox.add(a_message(topic="event:1"), [a_recipient()])
    [copy] = claiming.claim("a crew").copies

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            may_leave = leaving.may_leave(copy, "a crew")
            taken_back = other.submit(_recall)
            _wait_until_somebody_waits()
        count = taken_back.result()

    assert (may_leave, count, Delivery.objects.get().state) == (True, 0, Fate.SENDING)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_takes_back_and_who_sends_never_wait_for_each_other_in_a_circle():
    message = a_message(topic="event:1")
    for turn in reversed(range(40)):  # in the table they stand the other way round
        outbox.add(message, [a_recipient(key=f"{turn}", address=f"{turn}@example.org")])
        Delivery.objects.filter(recipient=f"{turn}").update(turn=turn)
    first, *others = claiming.claim("a crew").copies

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            leaving.may_leave(first, "a crew")
            taken_back = other.submit(_recall)
            _wait_until_somebody_waits()
            may_leave = [leaving.may_leave(copy, "a crew") for copy in others]
        count = taken_back.result()

    assert all(may_leave)
    assert count == 0


@pytest.mark.django_db
@pytest.mark.parametrize("verdict", [Verdict.LATER, Verdict.CLOSED])
def test_a_copy_that_was_taken_back_while_it_stood_at_the_door_and_did_not_leave_does_not_wait_again(verdict):
    outbox.add(a_message(topic="event:1"), [a_recipient()])
    [copy] = claiming.claim("a crew").copies
    leaving.may_leave(copy, "a crew")

    outbox.recall(topic="event:1")
    recording.record(copy, Answer(verdict, "the way out is closed"))

    assert not leaving.may_leave(copy, "a crew")
    assert claiming.claim("another crew").copies == []
    assert Delivery.objects.get().state != Fate.QUEUED


@pytest.mark.django_db
def test_who_left_while_the_copy_stood_at_the_door_is_not_written_to_by_a_second_try():
    outbox.add(a_message(topic="event:1", kind="reminder-hour", scope="event:1"), [a_recipient()])
    [copy] = claiming.claim("a crew").copies
    leaving.may_leave(copy, "a crew")

    suppressing.suppress(copy.address, reason=suppressing.Reason.LEFT, scope="event:1")
    recording.record(copy, Answer(Verdict.LATER, "the way out is closed"))

    assert Delivery.objects.get().state != Fate.QUEUED


def _recall():
    try:
        return outbox.recall(topic="event:1")
    finally:
        connections.close_all()


def _wait_until_somebody_waits():
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("nobody waited")
