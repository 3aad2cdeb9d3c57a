"""What the sender makes of a real SMTP conversation, with a provider that misbehaves as it is told."""

import time

import pytest
from django.core.mail import get_connection
from django.db.models.functions import Now

from events_service.mail.domain import office, outbox, sending
from events_service.mail.domain.doors import SmtpDoor, SmtpLetter
from events_service.mail.models import Delivery, Fate, Suppression
from tests.mail.cast import OMAR, ROSA, a_message, a_recipient
from tests.misbehaving.plan import Plan
from tests.misbehaving.process import Provider

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    with Provider(Plan(hang=0.5, slow=0.1)) as provider:
        yield provider


@pytest.fixture
def provider(running, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.smtp_port
    settings.EMAIL_TIMEOUT = 2
    running.follow(Plan(hang=0.5, slow=0.1))
    running.forget()
    return running


def send(address, *, kind="confirmation"):
    outbox.add(a_message(kind=kind), [a_recipient(address=address)])
    sending.drain()
    return Delivery.objects.get()


def test_a_copy_arrives_whole(provider):
    delivery = send("rosa@valle.example")

    [accepted] = provider.accepted()
    assert delivery.state == Fate.SENT
    assert accepted.message_id == f"<{delivery.pk}@events.example>"
    assert accepted.to == "rosa@valle.example"


@pytest.mark.parametrize(
    ("address", "kind", "fate", "attempts"),
    [
        ("bounce-1@valle.example", "confirmation", Fate.FAILED, 1),
        ("policy-1@valle.example", "confirmation", Fate.FAILED, 1),
        ("full-1@valle.example", "confirmation", Fate.QUEUED, 1),
        ("greylist-1@valle.example", "reminder-day", Fate.QUEUED, 1),
        ("doubt-1@valle.example", "confirmation", Fate.QUEUED, 1),
        ("doubt-2@valle.example", "reminder-day", Fate.UNKNOWN, 1),
        ("broken-1@valle.example", "reminder-day", Fate.UNKNOWN, 1),
        ("lose-1@valle.example", "reminder-day", Fate.UNKNOWN, 1),
        ("close-1@valle.example", "reminder-day", Fate.QUEUED, 1),  # before the body: it has not left
        ("hang-1@valle.example", "reminder-day", Fate.QUEUED, 1),
        ("slow-1@valle.example", "reminder-day", Fate.SENT, 0),
    ],
)
def test_what_becomes_of_a_copy(provider, address, kind, fate, attempts):
    delivery = send(address, kind=kind)

    assert (delivery.state, delivery.attempts) == (fate, attempts)


def test_a_mailbox_that_does_not_exist_is_not_written_to_again(provider):
    send("bounce-2@valle.example")

    assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED


def test_a_refusal_by_policy_says_nothing_about_the_mailbox(provider):
    send("policy-2@valle.example")

    assert not Suppression.objects.exists()


def test_after_a_refusal_the_same_connection_takes_the_next_copy(provider):
    outbox.add(a_message(), [a_recipient(ROSA, address="bounce-3@valle.example"), a_recipient(OMAR, address="omar@valle.example")])

    sent = sending.drain()

    assert sent == 1
    assert [accepted.to for accepted in provider.accepted()] == ["omar@valle.example"]


def test_a_service_that_is_too_busy_is_everybodys_trouble_and_the_others_wait_without_a_try(provider):
    provider.follow(Plan(weights={"429": 1}))
    outbox.add(a_message(), [a_recipient(ROSA), a_recipient(OMAR, address="omar@valle.example")])

    sending.drain()

    assert office.state().failures >= 1
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [Fate.QUEUED, Fate.QUEUED]


def test_a_copy_in_doubt_is_sent_again_byte_for_byte(provider):
    send("doubt-once-1@valle.example")
    Delivery.objects.update(due_at=Now())

    sending.drain()

    first, second = provider.accepted()
    assert first.message_id == second.message_id
    assert first.sha256 == second.sha256
    assert Delivery.objects.get().state == Fate.SENT


def test_a_connection_that_the_service_closed_meanwhile_is_opened_anew(provider):
    outbox.add(a_message(), [a_recipient(ROSA), a_recipient(OMAR, address="omar@valle.example")])
    first, second = Delivery.objects.all()
    door = SmtpDoor(get_connection())
    door.open()
    door.seal(first).hand_over(lambda: True)
    door.client.sock.close()
    door.client.sock = None

    door.seal(second).hand_over(lambda: True)

    assert provider.count() == 2
    door.close()


def test_a_service_without_pipelining_is_told_step_by_step(provider):
    outbox.add(a_message(), [a_recipient()])
    door = SmtpDoor(get_connection())
    door.open()
    del door.client.esmtp_features["pipelining"]

    door.seal(Delivery.objects.get()).hand_over(lambda: True)

    assert provider.count() == 1
    door.close()


def test_what_is_taken_back_while_the_door_opens_slowly_does_not_leave(provider, monkeypatch):
    monkeypatch.setattr(sending, "FRESH", 0.2)
    outbox.add(a_message(), [a_recipient()])
    knock = SmtpLetter._knock
    monkeypatch.setattr(SmtpLetter, "_knock", lambda letter: knock(letter) or outbox.recall(topic="event:1") or time.sleep(0.3))

    sent = sending.drain(seconds=1)

    assert (sent, provider.count()) == (0, 0)
    assert Delivery.objects.get().state == Fate.SKIPPED
