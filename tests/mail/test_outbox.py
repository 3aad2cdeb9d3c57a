import pytest

from events_service.mail.domain import fates, outbox, suppressing
from events_service.mail.models import Delivery, Fate, Message
from tests.mail.cast import OMAR, ROSA, a_message, a_recipient

pytestmark = pytest.mark.django_db


def test_a_message_with_the_same_key_is_made_once_and_keeps_its_first_text():
    first = a_message(subject="First")

    second = a_message(subject="Second")

    assert second == first
    assert Message.objects.get().texts["en"]["subject"] == "First"


def test_adding_somebody_twice_gives_one_copy():
    message = a_message()

    added = [outbox.add(message, [a_recipient()]), outbox.add(message, [a_recipient()])]

    assert added == [1, 0]
    assert Delivery.objects.get().state == Fate.QUEUED


def test_what_was_recalled_waits_again_when_added_again():
    message = a_message()
    outbox.add(message, [a_recipient()])
    outbox.recall(topic="event:1", recipient=ROSA)

    added = outbox.add(message, [a_recipient()])

    assert added == 1
    assert Delivery.objects.get().state == Fate.QUEUED


def test_recall_takes_back_what_waits_for_this_recipient_alone():
    outbox.add(a_message(), [a_recipient(ROSA), a_recipient(OMAR, address="omar@elsewhere.example")])
    outbox.add(a_message("another event", topic="event:2"), [a_recipient(ROSA)])

    recalled = outbox.recall(topic="event:1", recipient=ROSA)

    assert recalled == 1
    assert fates.of(topic="event:1") == {"confirmation": {Fate.RECALLED: 1, Fate.QUEUED: 1}}
    assert fates.of(topic="event:2") == {"confirmation": {Fate.QUEUED: 1}}


def test_recall_by_kind_leaves_other_kinds_alone():
    outbox.add(a_message("c"), [a_recipient()])
    outbox.add(a_message("r", kind="reminder-day"), [a_recipient()])

    outbox.recall(topic="event:1", kinds=["reminder-day"])

    assert fates.of(topic="event:1") == {"confirmation": {Fate.QUEUED: 1}, "reminder-day": {Fate.RECALLED: 1}}


def test_what_was_sent_cannot_be_recalled():
    outbox.add(a_message(), [a_recipient()])
    Delivery.objects.update(state=Fate.SENT)

    recalled = outbox.recall(topic="event:1")

    assert recalled == 0
    assert Delivery.objects.get().state == Fate.SENT


def test_forget_erases_the_person_everywhere_and_keeps_the_count():
    outbox.add(a_message(), [a_recipient(ROSA), a_recipient(OMAR, address="omar@elsewhere.example", name="Omar")])
    Delivery.objects.filter(recipient=ROSA).update(state=Fate.SENT)

    outbox.forget(ROSA)

    rosa = Delivery.objects.get(recipient=ROSA)
    assert (rosa.address, rosa.address_hash, rosa.name, rosa.values, rosa.state) == ("", "", "", {}, Fate.SENT)
    assert Delivery.objects.get(recipient=OMAR).address == "omar@elsewhere.example"


def test_forgetting_somebody_takes_back_what_waits_for_them():
    outbox.add(a_message(), [a_recipient()])

    outbox.forget(ROSA)

    assert Delivery.objects.get().state == Fate.RECALLED


def test_resending_makes_a_message_of_its_own_and_leaves_the_old_copy_as_it_was():
    outbox.add(a_message("key"), [a_recipient()])
    old = Delivery.objects.get()
    Delivery.objects.update(state=Fate.SENT)

    new = outbox.resend(old, address="rosa@new.example")

    old.refresh_from_db()
    assert (old.state, old.address) == (Fate.SENT, "rosa@valle.example")
    assert (new.state, new.address) == (Fate.QUEUED, "rosa@new.example")
    assert new.pk != old.pk
    assert new.message.texts == old.message.texts


def test_resending_twice_makes_two_messages():
    outbox.add(a_message("key"), [a_recipient()])
    old = Delivery.objects.get()

    again = [outbox.resend(old).message.key, outbox.resend(old).message.key]

    assert again == [f"key~{ROSA[:12]}:2", f"key~{ROSA[:12]}:3"]


def test_who_left_the_reminders_of_an_event_gets_their_copy_skipped_with_the_reason():
    suppressing.suppress("Rosa@Valle.example", reason=suppressing.Reason.LEFT, scope="event:1")

    added = outbox.add(a_message(kind="reminder-day", scope="event:1"), [a_recipient()])

    delivery = Delivery.objects.get()
    assert (added, delivery.state, delivery.reason) == (0, Fate.SKIPPED, "asked not to be written to")


def test_who_left_the_reminders_is_still_told_that_the_event_moves():
    suppressing.suppress("rosa@valle.example", reason=suppressing.Reason.LEFT, scope="event:1")

    added = outbox.add(a_message(kind="changed"), [a_recipient()])

    assert added == 1


def test_who_left_one_event_is_reminded_of_another():
    suppressing.suppress("rosa@valle.example", reason=suppressing.Reason.LEFT, scope="event:1")

    added = outbox.add(a_message(kind="reminder-day", topic="event:2", scope="event:2"), [a_recipient()])

    assert added == 1


def test_a_mailbox_that_does_not_exist_is_not_written_to_at_all():
    suppressing.suppress("rosa@valle.example", reason=suppressing.Reason.BOUNCED)

    added = outbox.add(a_message(), [a_recipient()])

    assert added == 0
    assert suppressing.unreachable(["rosa@valle.example", "omar@elsewhere.example"]) == 1


def test_a_complaint_stops_everything_but_signing_in():
    suppressing.suppress("rosa@valle.example", reason=suppressing.Reason.COMPLAINED)

    added = [outbox.add(a_message(kind, kind=kind), [a_recipient()]) for kind in ("confirmation", "sign-in")]

    assert added == [0, 1]


def test_leaving_takes_back_the_reminder_that_waits_and_not_the_confirmation():
    outbox.add(a_message("c"), [a_recipient()])
    outbox.add(a_message("r", kind="reminder-day", scope="event:1"), [a_recipient()])

    suppressing.suppress("rosa@valle.example", reason=suppressing.Reason.LEFT, scope="event:1")

    assert fates.of(recipient=ROSA) == {"confirmation": {Fate.QUEUED: 1}, "reminder-day": {Fate.SKIPPED: 1}}


def test_a_copy_that_was_taken_back_is_skipped_when_the_person_has_left_meanwhile():
    reminder = a_message(kind="reminder-day", scope="event:1")
    outbox.add(reminder, [a_recipient()])
    outbox.recall(topic="event:1")
    suppressing.suppress("rosa@valle.example", reason=suppressing.Reason.LEFT, scope="event:1")

    added = outbox.add(reminder, [a_recipient()])

    assert (added, Delivery.objects.get().state) == (0, Fate.SKIPPED)
