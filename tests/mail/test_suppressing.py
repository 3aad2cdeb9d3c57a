"""Who is not to be written to: by the reason, by the kind of mail, by what was left."""

import pytest

from events_service.mail.domain import claiming, leaving, outbox, suppressing
from events_service.mail.domain.suppressing import Reason
from events_service.mail.models import Delivery, Fate, Suppression
from events_service.mail.models.kinds import KINDS, StoppedBy
from tests.mail.cast import OMAR, ROSA, a_message, a_recipient

pytestmark = pytest.mark.django_db

ONE = "rosa@valle.example"
STOPPED = {
    Reason.BOUNCED: set(KINDS),
    Reason.COMPLAINED: {kind for kind in KINDS if not KINDS[kind].asked_for},
    Reason.LEFT: {kind for kind in KINDS if KINDS[kind].stopped_by == StoppedBy.ALL},
}


def one_of_each_kind(*, scope="event:1"):
    for kind in KINDS:
        outbox.add(a_message(f"{kind} {scope}", kind=kind, scope=scope), [a_recipient()])


def kinds_that(state):
    return set(Delivery.objects.filter(state=state).values_list("message__kind", flat=True))


@pytest.mark.parametrize("reason", Reason)
def test_what_waits_is_stopped_by_its_kind(reason):
    one_of_each_kind()

    suppressing.suppress(ONE, reason=reason, scope="event:1" if reason == Reason.LEFT else "")

    assert kinds_that(Fate.SKIPPED) == STOPPED[reason]
    assert kinds_that(Fate.QUEUED) == set(KINDS) - STOPPED[reason]


@pytest.mark.parametrize("reason", Reason)
def test_what_comes_later_is_stopped_by_its_kind(reason):
    suppressing.suppress(ONE, reason=reason, scope="event:1" if reason == Reason.LEFT else "")

    one_of_each_kind()

    assert kinds_that(Fate.SKIPPED) == STOPPED[reason]
    assert kinds_that(Fate.QUEUED) == set(KINDS) - STOPPED[reason]


def test_some_kinds_are_stopped_and_others_are_not():
    assert STOPPED[Reason.LEFT] < STOPPED[Reason.COMPLAINED] < STOPPED[Reason.BOUNCED]


def test_leaving_one_thing_leaves_the_others():
    one_of_each_kind(scope="event:2")

    suppressing.suppress(ONE, reason=Reason.LEFT, scope="event:1")

    assert kinds_that(Fate.SKIPPED) == set()


def test_somebody_elses_mail_waits_on():
    outbox.add(a_message(), [a_recipient(ROSA), a_recipient(OMAR, address="omar@valle.example")])

    suppressing.suppress(ONE, reason=Reason.BOUNCED)

    assert Delivery.objects.get(state=Fate.QUEUED).recipient == OMAR


def test_a_copy_in_hand_does_not_leave_any_more():
    outbox.add(a_message(), [a_recipient()])
    [copy] = claiming.claim("a crew").copies

    suppressing.suppress(ONE, reason=Reason.BOUNCED)

    assert leaving.may_leave(copy, "a crew") is False
    assert Delivery.objects.get().reason == "the mailbox does not exist"


def test_a_copy_that_is_leaving_cannot_be_stopped():
    outbox.add(a_message(), [a_recipient()])
    [copy] = claiming.claim("a crew").copies
    leaving.may_leave(copy, "a crew")

    suppressing.suppress(ONE, reason=Reason.BOUNCED)

    assert Delivery.objects.get().state == Fate.SENDING


def test_suppressing_twice_is_suppressing_once():
    for _ in range(2):
        suppressing.suppress("Rosa@Valle.example", reason=Reason.BOUNCED)

    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("waiting", [1, 50])
def test_however_much_waits_stopping_it_takes_the_same_statements(waiting, django_assert_num_queries):
    for number in range(waiting):
        outbox.add(a_message(f"message {number}"), [a_recipient()])
    suppressing.suppress(ONE, reason=Reason.LEFT, scope="elsewhere")

    with django_assert_num_queries(9):  # two transactions; the reason; the copies, looked at before and after
        suppressing.suppress(ONE, reason=Reason.BOUNCED)

    assert Delivery.objects.filter(state=Fate.SKIPPED).count() == waiting


def test_asking_anew_lifts_what_was_left_and_nothing_else():
    suppressing.suppress(ONE, reason=Reason.LEFT, scope="event:1")
    suppressing.suppress(ONE, reason=Reason.COMPLAINED)

    suppressing.lift(ONE, scope="event:1")

    assert suppressing.has_left(ONE, scope="event:1") is False
    assert Suppression.objects.get().reason == Reason.COMPLAINED
