"""Who has a copy in hand, and until when."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from events_service.mail.domain import claiming, leaving, office, outbox, recording, sending
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.models import Crew, Delivery, DeliveryEvent, Fate, Message, PostOffice
from tests.mail.cast import OMAR, ROSA, a_message, a_recipient

pytestmark = pytest.mark.django_db


def a_crew(name="a crew"):
    return Crew.objects.create(pk=name).pk


def time_passes(**ago):
    """Everything that was seen so far was seen that much earlier."""
    PostOffice.objects.update(marked_at=F("marked_at") - timedelta(**ago), ticked_at=F("ticked_at") - timedelta(**ago))
    Crew.objects.update(seen_at=F("seen_at") - timedelta(**ago))


def on_its_way(kind="confirmation", crew="a crew"):
    """A copy that is being handed over."""
    outbox.add(a_message(kind=kind), [a_recipient()])
    [delivery] = claiming.claim(crew).copies
    assert leaving.may_leave(delivery, crew)
    return delivery


def test_a_copy_is_in_one_hand_at_a_time():
    outbox.add(a_message(), [a_recipient()])

    in_hand = [len(claiming.claim(crew).copies) for crew in ("one", "two")]

    assert in_hand == [1, 0]


def test_a_recalled_copy_does_not_leave_even_when_claimed():
    outbox.add(a_message(), [a_recipient()])
    [claimed] = claiming.claim("a crew").copies
    outbox.recall(topic="event:1", recipient=ROSA)

    may_leave = leaving.may_leave(claimed, "a crew")

    assert may_leave is False
    assert Delivery.objects.get().state == Fate.RECALLED


def test_a_copy_that_another_crew_took_over_does_not_leave():
    outbox.add(a_message(), [a_recipient()])
    [claimed] = claiming.claim("frozen").copies
    Delivery.objects.update(claimed_by="another")

    assert leaving.may_leave(claimed, "frozen") is False


def test_a_judgement_asked_for_twice_by_the_same_sender_is_the_same():
    outbox.add(a_message(), [a_recipient()])
    [claimed] = claiming.claim("a crew").copies

    judgements = [leaving.may_leave(claimed, "a crew") for _ in range(2)]

    assert judgements == [True, True]


def test_a_message_to_many_does_not_hold_up_one_to_few():
    many = [a_recipient(f"{number:032}", address=f"n{number}@valle.example") for number in range(150)]
    outbox.add(a_message("to many", kind="reminder-day"), many)
    outbox.add(a_message("to one", kind="reminder-day"), [a_recipient()])

    batch = claiming.claim("a crew", most=101).copies

    assert [delivery.message.key for delivery in batch][-1] == "to one"


def test_the_copies_of_a_message_that_is_posted_in_chunks_take_turns_as_if_posted_at_once(monkeypatch):
    message = a_message(kind="reminder-day")
    monkeypatch.setattr(outbox, "TURN", 2)

    outbox.add(message, [a_recipient("a" * 32), a_recipient("b" * 32)])
    outbox.add(message, [a_recipient("c" * 32), a_recipient("d" * 32)])

    assert list(Delivery.objects.order_by("recipient").values_list("turn", flat=True)) == [0, 0, 1, 1]


def test_urgent_hands_take_urgent_mail_alone():
    outbox.add(a_message("a reminder", kind="reminder-day"), [a_recipient()])
    outbox.add(a_message("a confirmation"), [a_recipient(OMAR)])

    batch = claiming.claim("a crew", lanes=(claiming.Lane.NOW,)).copies

    assert [delivery.message.key for delivery in batch] == ["a confirmation"]


def test_claims_of_a_crew_that_fell_silent_go_back_to_the_queue():
    outbox.add(a_message(), [a_recipient()])
    claiming.take_over()
    claiming.claim(a_crew())
    time_passes(minutes=1)
    claiming.take_over()
    time_passes(minutes=1)

    claiming.take_over()

    assert Delivery.objects.get().state == Fate.QUEUED


def test_claims_of_a_living_crew_stay_its():
    outbox.add(a_message(), [a_recipient()])
    claiming.take_over()
    claiming.claim(a_crew())
    time_passes(minutes=1)
    Crew.objects.update(seen_at=Now())

    claiming.take_over()

    assert Delivery.objects.get().state == Fate.CLAIMED


def test_while_the_database_was_away_nobody_died():
    outbox.add(a_message(), [a_recipient()])
    claiming.claim(a_crew())
    claiming.take_over()
    time_passes(hours=2)

    claiming.take_over()

    assert Delivery.objects.get().state == Fate.CLAIMED


@pytest.mark.parametrize(("kind", "fate"), [("confirmation", Fate.QUEUED), ("reminder-day", Fate.UNKNOWN)])
def test_a_copy_that_was_leaving_when_its_worker_died_is_settled_by_its_kind(kind, fate):
    claiming.take_over()
    on_its_way(kind)
    time_passes(minutes=1)

    claiming.take_over()

    assert Delivery.objects.get().state == fate
    assert DeliveryEvent.objects.get().detail == "the worker died while it was leaving"


def test_the_death_of_a_worker_costs_no_attempt():
    claiming.take_over()
    on_its_way()
    time_passes(minutes=1)

    claiming.take_over()

    assert Delivery.objects.get().attempts == 0
    assert Delivery.objects.due().count() == 1


@pytest.mark.parametrize("kind", ["confirmation", "reminder-day"])
def test_who_was_frozen_may_still_say_that_it_left(kind):
    claiming.take_over()
    delivery = on_its_way(kind)
    time_passes(minutes=1)
    claiming.take_over()

    recording.record(delivery, Answer(Verdict.LEFT))

    assert Delivery.objects.get().state == Fate.SENT


def test_who_was_frozen_may_not_say_that_it_did_not_leave():
    claiming.take_over()
    delivery = on_its_way("reminder-day")
    time_passes(minutes=1)
    claiming.take_over()

    written = recording.record(delivery, Answer(Verdict.LATER, "451"))

    assert (written, Delivery.objects.get().state) == (False, Fate.UNKNOWN)


def test_what_another_crew_has_in_hand_is_not_for_the_frozen_to_settle():
    claiming.take_over()
    delivery = on_its_way()
    time_passes(minutes=1)
    claiming.take_over()
    claiming.claim("another")

    written = recording.record(delivery, Answer(Verdict.LEFT))

    assert (written, Delivery.objects.get().state) == (False, Fate.CLAIMED)


def test_what_is_stale_is_skipped_with_its_reason():
    outbox.add(a_message(), [a_recipient()])
    Message.objects.update(expires_at=Now() - timedelta(minutes=1))

    skipped = claiming.skip_stale()

    assert (skipped, Delivery.objects.get().reason) == (1, "its time was over")


def test_after_a_day_of_silence_what_waits_stays_until_an_operator_says_so():
    office.tick()
    outbox.add(a_message(kind="reminder-day"), [a_recipient()])
    time_passes(hours=25)

    office.tick()
    before = sending.drain()
    office.resume()
    after = sending.drain()

    assert (before, after) == (0, 1)


def test_a_bell_of_long_ago_that_is_heard_before_the_first_sweep_sends_nothing():
    office.tick()
    outbox.add(a_message(kind="reminder-day"), [a_recipient()])
    time_passes(hours=25)

    before = sending.drain()
    office.tick()
    office.resume()

    assert (before, sending.drain()) == (0, 1)


def test_who_registers_during_the_pause_is_answered():
    office.pause()
    outbox.add(a_message("a confirmation"), [a_recipient()])
    outbox.add(a_message("a reminder", kind="reminder-day"), [a_recipient()])

    sent = sending.drain()

    assert sent == 1
    assert Delivery.objects.get(state=Fate.SENT).message.kind == "confirmation"


def test_the_first_tick_of_an_installation_pauses_nothing():
    office.tick()

    assert office.state().paused_at is None
