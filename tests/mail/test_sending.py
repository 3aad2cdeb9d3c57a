import time
from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from anymail.exceptions import AnymailInvalidAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from events_service.mail.domain import outbox, sending
from events_service.mail.models import Delivery, Fate
from tests.mail.cast import OMAR, ROSA, a_message, a_recipient

pytestmark = pytest.mark.django_db


class Misbehaving(EmailBackend):
    """A mail service that answers as it was told to."""

    answer: Exception | None = None

    def send_messages(self, messages):
        if self.answer:
            raise self.answer
        return super().send_messages(messages)


class Telephone(EmailBackend):
    """A mail service that is called once for many mails, or does not answer at all, and takes its time."""

    calls, is_out_of_order, seconds = 0, False, 0.0
    is_connected = False

    def open(self):
        if self.is_out_of_order:
            raise TimeoutError
        if self.is_connected:
            return False
        Telephone.calls += 1
        self.is_connected = True
        return True

    def close(self):
        self.is_connected = False

    def send_messages(self, messages):
        is_my_call = self.open()
        time.sleep(self.seconds)
        sent = super().send_messages(messages)
        if is_my_call:
            self.close()
        return sent


@pytest.fixture
def telephone(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.mail.test_sending.Telephone"
    monkeypatch.setattr(Telephone, "calls", 0)
    return Telephone


@pytest.fixture
def mail_service(settings):
    settings.EMAIL_BACKEND = "tests.mail.test_sending.Misbehaving"
    Misbehaving.answer = None
    yield Misbehaving
    Misbehaving.answer = None


def test_a_copy_is_sent_in_its_language_with_the_time_where_the_person_is():
    outbox.add(a_message(), [a_recipient(ROSA, language="es", zone="America/Mexico_City")])

    sent = sending.drain()

    assert sent == 1
    assert mail.outbox[0].subject == "Tienes tu lugar"
    assert mail.outbox[0].body == "Hola Rosa, jueves, 3 de diciembre de 2037, 12:00 hora central\n"
    assert mail.outbox[0].to == ["Rosa <rosa@valle.example>"]


def test_what_was_sent_is_recorded_and_not_sent_again():
    outbox.add(a_message(), [a_recipient()])

    sent = [sending.drain(), sending.drain()]

    assert sent == [1, 0]
    assert Delivery.objects.get().state == Fate.SENT
    assert Delivery.objects.get().sent_at is not None


def test_a_copy_has_a_message_id_of_its_own_for_life():
    outbox.add(a_message(), [a_recipient()])

    sending.drain()

    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{Delivery.objects.get().pk}@events.example>"


def test_a_stale_copy_does_not_leave_and_says_why():
    outbox.add(a_message(expires_in=timedelta(days=-20 * 365)), [a_recipient()])

    sent = sending.drain()

    delivery = Delivery.objects.get()
    assert (sent, delivery.state, delivery.reason) == (0, Fate.SKIPPED, "its time was over")


def test_a_service_that_says_later_is_asked_again_later(mail_service):
    mail_service.answer = SMTPDataError(451, b"try again")
    outbox.add(a_message(), [a_recipient()])

    sending.drain()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (Fate.QUEUED, 1)
    assert not Delivery.objects.due().exists()


def test_an_address_that_is_refused_for_good_fails_with_the_reason(mail_service):
    mail_service.answer = SMTPDataError(550, b"no such user")
    outbox.add(a_message(), [a_recipient()])

    sending.drain()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == (Fate.FAILED, "SMTPDataError: 550")


@pytest.mark.parametrize(("kind", "fate"), [("confirmation", Fate.QUEUED), ("reminder-day", Fate.UNKNOWN)])
def test_a_copy_in_doubt_is_sent_again_or_held_by_its_kind(mail_service, kind, fate):
    mail_service.answer = SMTPServerDisconnected("gone after the body")
    outbox.add(a_message(kind=kind), [a_recipient()])

    sending.drain()

    assert Delivery.objects.get().state == fate


def test_one_poisonous_copy_does_not_hold_up_the_next():
    outbox.add(a_message(), [a_recipient(ROSA, starts_at="not a time"), a_recipient(OMAR, address="omar@elsewhere.example", name="Omar")])

    sent = sending.drain()

    assert sent == 1
    assert Delivery.objects.get(recipient=ROSA).state == Fate.FAILED
    assert mail.outbox[0].to == ["Omar <omar@elsewhere.example>"]


def test_a_header_cannot_be_injected_through_a_name():
    outbox.add(a_message(), [a_recipient(name="Rosa\r\nBcc: everyone@elsewhere.example")])

    sending.drain()

    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["To"] == '"Rosa Bcc: everyone@elsewhere.example" <rosa@valle.example>'


def test_urgent_mail_leaves_before_an_older_reminder():
    outbox.add(a_message("old", kind="reminder-week", subject="In a week"), [a_recipient()])
    outbox.add(a_message("new", kind="confirmation", subject="You are registered"), [a_recipient()])

    sending.drain()

    assert [sent.subject for sent in mail.outbox] == ["You are registered", "In a week"]


def test_a_reminder_can_be_left_with_one_click():
    outbox.add(a_message(kind="reminder-day", scope="event:1"), [a_recipient()])

    sending.drain()

    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<https://events.example/stop/")


def test_a_confirmation_cannot_be_left():
    outbox.add(a_message(), [a_recipient()])

    sending.drain()

    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_one_connection_is_kept_for_all_copies(telephone):
    outbox.add(a_message(), [a_recipient(ROSA), a_recipient(OMAR, address="omar@valle.example")])

    sent = sending.drain()

    assert (sent, telephone.calls) == (2, 1)


def test_where_no_connection_is_made_a_reminder_waits_and_is_not_in_doubt(telephone, monkeypatch):
    monkeypatch.setattr(telephone, "is_out_of_order", True)
    outbox.add(a_message(kind="reminder-day"), [a_recipient()])

    sending.drain()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == (Fate.QUEUED, "TimeoutError")


def test_a_slow_service_does_not_keep_a_worker_longer_than_its_time_and_the_rest_goes_back(telephone, monkeypatch):
    monkeypatch.setattr(telephone, "seconds", 0.3)
    outbox.add(a_message(), [a_recipient(ROSA), a_recipient(OMAR, address="omar@valle.example")])

    sent = sending.drain(seconds=0.2)

    assert sent == 1
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [Fate.QUEUED, Fate.SENT]


def test_why_a_copy_failed_does_not_repeat_the_address(mail_service):
    mail_service.answer = AnymailInvalidAddress("Invalid email address 'rosa@valle.example'")
    outbox.add(a_message(), [a_recipient()])

    sending.drain()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == (Fate.FAILED, "AnymailInvalidAddress")
