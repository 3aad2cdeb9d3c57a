"""What the mail service tells of a copy after it left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from events_service.lib.addresses import fingerprint
from events_service.mail.domain import claiming, leaving, outbox, recording, suppressing, tracking
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.domain.bounces import Why
from events_service.mail.domain.tracking import News, What
from events_service.mail.models import Delivery, DeliveryEvent, Fate
from tests.mail.cast import ROSA, a_message, a_recipient
from tests.mail.news import ONE, TUESDAY, a_copy, state, stopped

pytestmark = pytest.mark.django_db


def told(copy, what, **more):
    return tracking.take(News("Postmark", what, number=str(copy.pk), **more))


# Which copy it is


def test_the_copy_is_found_by_our_number():
    copy = a_copy()

    tracking.take(News("Postmark", What.DELIVERED, number=str(copy.pk), provider_id="of another"))

    assert state(copy) == Fate.DELIVERED


def test_the_copy_is_found_by_the_services_number_where_ours_did_not_come_back():
    copy = a_copy(provider_id="theirs")

    tracking.take(News("Postal", What.DELIVERED, provider_id="theirs"))

    assert state(copy) == Fate.DELIVERED


def test_the_copy_is_found_by_its_message_id():
    copy = a_copy()

    tracking.take(News("Mailgun", What.DELIVERED, provider_id=f"<{copy.pk}@events.example>"))

    assert state(copy) == Fate.DELIVERED


def test_news_of_a_copy_that_is_not_ours_change_nothing_and_name_nobody(caplog):
    a_copy(provider_id="theirs")

    taken = tracking.take(News("Postmark", What.BOUNCED, number="no number", provider_id="another", recipient=fingerprint(ONE)))

    assert (taken, DeliveryEvent.objects.count()) == (False, 0)
    assert fingerprint(ONE) not in caplog.text


def test_news_without_any_number_find_no_copy_that_has_none_either():
    copy = a_copy(provider_id="")

    tracking.take(News("Postmark", What.BOUNCED))

    assert state(copy) == Fate.SENT


def test_a_copy_that_was_never_handed_over_has_no_news():
    outbox.add(a_message(), [a_recipient()])
    copy = Delivery.objects.get()

    told(copy, What.BOUNCED, why=Why.NO_MAILBOX)

    assert (state(copy), stopped()) == (Fate.QUEUED, [])


def test_news_of_who_was_forgotten_are_not_kept():
    copy = a_copy(provider_id="theirs")
    told(copy, What.SENT, event_id="1")
    outbox.forget(ROSA)

    told(copy, What.COMPLAINED, event_id="2", why=Why.COMPLAINT)

    assert (DeliveryEvent.objects.count(), stopped()) == (0, [])


# Once


def test_the_same_event_twice_is_stored_once():
    copy = a_copy()

    taken = [told(copy, What.DELIVERED, event_id="1") for _ in range(2)]

    assert (taken, DeliveryEvent.objects.count()) == ([True, False], 1)


def test_the_same_number_of_two_services_is_two_events():
    copy = a_copy()

    for service in ("Postmark", "Resend"):
        tracking.take(News(service, What.DELIVERED, number=str(copy.pk), event_id="1"))

    assert DeliveryEvent.objects.count() == 2


def test_where_the_service_numbers_no_events_the_same_is_what_says_the_same():
    copy = a_copy()
    once = {"provider_id": "theirs", "recipient": fingerprint(ONE), "happened_at": TUESDAY}

    taken = [
        told(copy, What.DEFERRED, **once),
        told(copy, What.DEFERRED, **once),
        told(copy, What.DEFERRED, **once | {"happened_at": TUESDAY + timedelta(minutes=1)}),
        told(copy, What.DELIVERED, **once),
    ]

    assert taken == [True, False, True, True]


def test_an_event_says_when_it_happened_and_why():
    copy = a_copy()

    told(copy, What.BOUNCED, happened_at=TUESDAY, why=Why.FOR_NOW, code="4.2.2")

    event = DeliveryEvent.objects.get()
    assert (event.what, event.detail, event.happened_at) == ("bounced", "the mailbox does not take mail for now 4.2.2", TUESDAY)


# In any order


AFTER = {
    What.TAKEN: {},
    What.SENT: {},
    What.DEFERRED: {},
    What.DELIVERED: {Fate.SENT: Fate.DELIVERED},
    What.REFUSED: {Fate.SENT: Fate.FAILED},
    What.BOUNCED: {Fate.SENT: Fate.BOUNCED, Fate.DELIVERED: Fate.BOUNCED},
    What.COMPLAINED: {Fate.SENT: Fate.COMPLAINED, Fate.DELIVERED: Fate.COMPLAINED, Fate.BOUNCED: Fate.COMPLAINED},
    What.LEFT: {},
}


@pytest.mark.parametrize("before", [Fate.SENT, Fate.DELIVERED, Fate.BOUNCED, Fate.COMPLAINED])
@pytest.mark.parametrize("what", What)
def test_no_news_pull_a_copy_back(what, before):
    copy = a_copy(before)

    told(copy, what)

    assert state(copy) == AFTER[what].get(before, before)


IN_DOUBT = {
    What.TAKEN: Fate.SENT,
    What.SENT: Fate.SENT,
    What.DEFERRED: Fate.SENT,
    What.DELIVERED: Fate.DELIVERED,
    What.BOUNCED: Fate.BOUNCED,
    What.COMPLAINED: Fate.COMPLAINED,
    What.REFUSED: Fate.FAILED,
}


@pytest.mark.parametrize(("what", "after"), IN_DOUBT.items())
def test_a_copy_in_doubt_is_settled_by_the_news(what, after):
    copy = a_copy(Fate.UNKNOWN, reason="ReadTimeout")

    told(copy, what)

    assert state(copy) == after
    assert copy.sent_at is not None
    assert copy.reason == ""


@pytest.mark.parametrize("waits", [Fate.QUEUED, Fate.CLAIMED])
@pytest.mark.parametrize("what", [What.SENT, What.DELIVERED, What.BOUNCED])
def test_a_copy_that_was_to_go_again_stays_when_it_had_left(what, waits):
    copy = a_copy(waits, claimed_by="a crew")

    told(copy, what)

    assert leaving.may_leave(copy, "a crew") is False
    assert claiming.claim("another").copies == []
    assert state(copy) == IN_DOUBT[what]


def test_a_copy_that_was_refused_may_still_go_again_where_it_waits_for_that():
    copy = a_copy(Fate.QUEUED)

    told(copy, What.REFUSED)

    assert state(copy) == Fate.QUEUED


@pytest.mark.parametrize("given_up", [Fate.FAILED, Fate.SKIPPED, Fate.RECALLED])
def test_what_was_given_up_and_arrived_all_the_same_has_arrived(given_up):
    copy = a_copy(given_up)

    told(copy, What.DELIVERED)

    assert state(copy) == Fate.DELIVERED


def test_news_that_are_quicker_than_the_answer_are_not_overwritten_by_it():
    copy = a_copy(Fate.SENDING, claimed_by="a crew")
    told(copy, What.DELIVERED, provider_id="theirs")

    recording.record(copy, Answer(Verdict.LEFT, provider_id="theirs"))

    assert (state(copy), copy.provider_id) == (Fate.DELIVERED, "theirs")


def test_a_time_out_after_the_news_leaves_no_doubt():
    copy = a_copy(Fate.SENDING, claimed_by="a crew")
    told(copy, What.SENT)

    written = recording.record(copy, Answer(Verdict.DOUBT, "ReadTimeout"))

    assert (written, state(copy)) == (False, Fate.SENT)


# Who is written to no more


@pytest.mark.parametrize(
    ("what", "why", "reasons"),
    [
        (What.BOUNCED, Why.NO_MAILBOX, ["bounced"]),
        (What.BOUNCED, Why.FOR_NOW, []),
        (What.BOUNCED, Why.POLICY, []),
        (What.REFUSED, Why.NO_MAILBOX, ["bounced"]),
        (What.REFUSED, Why.POLICY, []),
        (What.REFUSED, Why.COMPLAINT, ["complained"]),
        (What.COMPLAINED, Why.COMPLAINT, ["complained"]),
        (What.LEFT, Why.LEFT, ["left"]),
        (What.DELIVERED, None, []),
    ],
)
def test_what_stops_and_what_does_not(what, why, reasons):
    copy = a_copy(kind="reminder-day", scope="event:1")

    told(copy, what, why=why)

    assert stopped() == reasons


def test_a_bounce_takes_back_what_waits_for_that_address():
    copy = a_copy()
    outbox.add(a_message("the next"), [a_recipient()])

    told(copy, What.BOUNCED, why=Why.NO_MAILBOX)

    assert Delivery.objects.get(message__key="the next").state == Fate.SKIPPED


def test_who_leaves_at_the_services_page_leaves_what_the_mail_was_about():
    copy = a_copy(kind="reminder-day", scope="event:1")

    told(copy, What.LEFT, why=Why.LEFT)

    assert [suppressing.has_left(ONE, scope=scope) for scope in ("event:1", "event:2", "")] == [True, False, False]


def test_who_came_back_does_not_leave_again_because_the_service_repeats_itself():
    copy = a_copy(kind="reminder-day", scope="event:1")
    told(copy, What.LEFT, why=Why.LEFT, event_id="1")
    suppressing.lift(ONE, scope="event:1")

    told(copy, What.LEFT, why=Why.LEFT, event_id="1")

    assert stopped() == []


def test_what_cannot_be_left_is_not():
    copy = a_copy()

    told(copy, What.LEFT, why=Why.LEFT)

    assert (stopped(), DeliveryEvent.objects.get().what) == ([], "left")


def soft_bounces(*days):
    for day in days:
        told(a_copy(key=f"of day {day}"), What.BOUNCED, why=Why.FOR_NOW, happened_at=TUESDAY + timedelta(days=day))


def test_three_soft_bounces_in_a_row_are_a_hard_one():
    soft_bounces(0, 1)

    before = stopped()
    soft_bounces(2)

    assert (before, stopped()) == ([], ["bounced"])


def test_soft_bounces_of_more_than_thirty_days_are_no_row():
    soft_bounces(0, 15, 31)

    assert stopped() == []


def test_a_copy_that_arrived_ends_the_row():
    soft_bounces(0, 1)
    told(a_copy(key="arrives"), What.DELIVERED, happened_at=TUESDAY + timedelta(days=2))

    soft_bounces(3, 4)

    assert stopped() == []


def test_three_soft_bounces_of_one_copy_are_one():
    copy = a_copy()

    for minutes in range(3):
        told(copy, What.BOUNCED, why=Why.FOR_NOW, happened_at=TUESDAY + timedelta(minutes=minutes))

    assert stopped() == []


def test_soft_bounces_of_three_people_are_no_row():
    message = a_message()
    outbox.add(message, [a_recipient(key * 32, address=f"{key}@valle.example") for key in "abc"])
    Delivery.objects.update(state=Fate.SENT, first_attempt_at=Now())

    for copy in message.deliveries.all():
        told(copy, What.BOUNCED, why=Why.FOR_NOW, happened_at=TUESDAY)

    assert stopped() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_event_told_eight_times_at_once_is_stored_once():
    copy = a_copy()

    with ThreadPoolExecutor(8) as people:
        taken = list(people.map(lambda _: told_in_a_thread(copy), range(8)))

    assert sorted(taken) == [False] * 7 + [True]
    assert DeliveryEvent.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_news_that_come_all_at_once_end_at_the_last_step():
    copy = a_copy()

    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda what: told_in_a_thread(copy, what), [What.COMPLAINED, What.BOUNCED, What.DELIVERED, What.SENT]))

    assert state(copy) == Fate.COMPLAINED


def told_in_a_thread(copy, what=What.DELIVERED):
    try:
        return told(copy, what, event_id=f"of {what}")
    finally:
        connection.close()
