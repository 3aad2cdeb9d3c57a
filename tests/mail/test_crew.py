"""The senders of one process: how many, which for urgent mail alone, alive while one is at work."""

import threading
import time
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import OperationalError

from events_service.mail.domain import leaving, outbox, pulse, sending
from events_service.mail.domain.hands import Hands
from events_service.mail.models import Crew, Delivery, Fate
from events_service.mail.models.kinds import Lane
from tests.mail.cast import OMAR, ROSA, a_message, a_recipient

EVERYTHING, URGENT = tuple(Lane), (Lane.NOW,)


def many(count):
    return [a_recipient(f"{number:032}", address=f"n{number}@valle.example") for number in range(count)]


def test_one_sender_in_five_is_for_urgent_mail_alone():
    hands = Hands(5)

    taken = [hands.take() for _ in range(6)]

    assert taken == [EVERYTHING] * 4 + [URGENT, None]


def test_few_senders_take_everything():
    hands = Hands(2)

    assert [hands.take() for _ in range(3)] == [EVERYTHING, EVERYTHING, None]


def test_a_bell_that_found_no_sender_free_is_remembered_once():
    hands = Hands(1)
    lanes = hands.take()
    hands.take()
    hands.put_back(lanes)

    remembered = [hands.were_missed(), hands.were_missed()]

    assert remembered == [True, False]


def test_calling_everybody_is_no_missed_bell():
    hands = Hands(5)

    called = hands.take_all()

    assert (len(called), hands.were_missed()) == (5, False)


@pytest.mark.django_db(transaction=True)
def test_many_senders_send_each_copy_once(monkeypatch):
    monkeypatch.setattr(sending, "hands", Hands(5))
    outbox.add(a_message(), many(120))

    sent = sending.drain()

    assert sent == 120
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 120
    assert set(Delivery.objects.values_list("state", flat=True)) == {Fate.SENT}


@pytest.mark.django_db(transaction=True)
def test_a_second_bell_while_all_are_at_work_is_not_lost(monkeypatch):
    hands = Hands(1)
    monkeypatch.setattr(sending, "hands", hands)
    original, rang = sending.claiming.claim, threading.Event()

    def claim_and_let_somebody_post_behind_our_back(crew, **said):
        batch = original(crew, **said)
        if not batch.copies and not rang.is_set():
            rang.set()
            outbox.add(a_message("posted after the last look"), [a_recipient(OMAR, address="omar@valle.example")])
            assert sending.drain() == 0  # no hand is free
        return batch

    monkeypatch.setattr(sending.claiming, "claim", claim_and_let_somebody_post_behind_our_back)
    outbox.add(a_message(), [a_recipient()])

    assert sending.drain() == 2


@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_somebody_is_at_work_and_no_longer(monkeypatch):
    monkeypatch.setattr(pulse, "BEAT", 0.1)
    beating = pulse.Pulse()

    with beating.at_work() as crew:
        first = Crew.objects.get(pk=crew).seen_at
        time.sleep(0.5)
        then = Crew.objects.get(pk=crew).seen_at
    time.sleep(0.3)
    at_the_end = Crew.objects.get(pk=crew).seen_at
    time.sleep(0.3)

    assert then > first
    assert Crew.objects.get(pk=crew).seen_at == at_the_end


@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_a_heart_that_stood_still_so_long_that_its_row_was_taken_away_beats_again(monkeypatch):
    monkeypatch.setattr(pulse, "BEAT", 0.1)

    with pulse.Pulse().at_work() as crew:
        Crew.objects.all().delete()
        time.sleep(0.5)

        assert Crew.objects.filter(pk=crew).exists()


@pytest.mark.django_db
def test_a_judgement_that_took_too_long_is_made_again(monkeypatch):
    """A process may have been frozen in between, and the copy recalled."""
    moments = iter([0.0, 60.0, 60.0, 60.1])
    monkeypatch.setattr(sending.time, "monotonic", lambda: next(moments))
    judged = []
    original = leaving.may_leave
    monkeypatch.setattr(leaving, "may_leave", lambda delivery, crew: judged.append(1) or original(delivery, crew))
    outbox.add(a_message(), [a_recipient()])
    [claimed] = sending.claiming.claim("a crew").copies

    assert sending._write_and_judge(None, claimed, "a crew") is True
    assert len(judged) == 2


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_a_result_is_kept_and_written_when_it_is_back(monkeypatch):
    monkeypatch.setattr(sending, "BETWEEN_TRIES", 0.01)
    answers = iter([OperationalError("away"), OperationalError("still away"), "written"])

    def write():
        answer = next(answers)
        if isinstance(answer, OperationalError):
            raise answer
        return answer

    assert sending._insist(write) == "written"


@pytest.mark.django_db
def test_told_to_stop_the_rest_is_given_back(monkeypatch):
    stopping = threading.Event()
    monkeypatch.setattr(sending, "_stopping", stopping)
    monkeypatch.setattr(sending.answers, "unwritable", lambda error: stopping.set() or sending.Answer(sending.Verdict.REFUSED, "x"))
    outbox.add(a_message(), [a_recipient(person, address=f"{person[:1]}@valle.example", starts_at="not a time") for person in (ROSA, OMAR)])

    sending.drain()

    assert sorted(Delivery.objects.values_list("state", flat=True)) == [Fate.FAILED, Fate.QUEUED]


@pytest.mark.django_db
def test_settings_that_make_no_way_out_count_as_a_failure_and_cost_nobody_a_try(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    outbox.add(a_message(), [a_recipient()])

    sent = sending.drain()

    assert sent == 0
    assert sending.office.state().failures == 1
    assert Delivery.objects.get().attempts == 0


@pytest.mark.django_db
def test_a_closed_door_stops_the_batch_and_only_the_first_copy_pays(monkeypatch):
    tried = []

    def hand_over(letter, may_still_leave):
        tried.append(letter)
        raise sending.answers.ClosedBefore from SMTPServerDisconnected("gone")

    monkeypatch.setattr(sending.doors.BackendLetter, "hand_over", hand_over)
    outbox.add(a_message(), many(3))

    sending.drain(seconds=0.5)

    assert len(tried) == 3
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1]
