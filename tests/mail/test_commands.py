"""What an operator asks the post office at the console."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.models import F
from django.db.models.functions import Now

from events_service.mail.domain import office, outbox, sending, suppressing, trying
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.domain.outbox import Sender
from events_service.mail.models import Delivery, DeliveryEvent, Fate, Message, PostOffice
from tests.mail.cast import a_message, a_recipient
from tests.mail.nameserver import answering
from tests.mail.service import Answer as Said
from tests.mail.service import Service
from tests.misbehaving import Provider

pytestmark = pytest.mark.django_db

SENDER = "events@valley.example"
MISSING = [
    "valley.example",
    "  ?        SPF      There is a record; see for yourself that it allows the mail service: v=spf1 mx ~all",
    "  ?        DKIM     the mail service gives each domain a selector of its own. Look it up there and ask again with --selector NAME.",
    "  missing  DMARC    There is no record, and large mailbox services ask for one.",
    '                    Add: _dmarc.valley.example  TXT  "v=DMARC1; p=none; rua=mailto:postmaster@valley.example"',
    "  ok       replies  Replies go to mx.valley.example.",
]


@pytest.fixture(autouse=True)
def names(monkeypatch):
    with answering(monkeypatch) as server:
        server.has("valley.example", TXT='"v=spf1 mx ~all"', MX="10 mx.valley.example.")
        yield server


@pytest.fixture(scope="module")
def provider():
    """An SMTP server that treats an address as its beginning says."""
    with Provider() as started:
        yield started


@pytest.fixture
def smtp(settings, provider):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", provider.smtp_port, 2
    return settings


def told(command, *words):
    """What the command says, line by line; what it ends with, where that is not well, comes last."""
    out = StringIO()
    try:
        call_command(command, *words, stdout=out)
    except CommandError as error:
        out.write(f"{error}\n")
    return out.getvalue().splitlines()


def tried(address="rosa@valle.example", *words):
    """What mail_test says of the mail service's answer."""
    return told("mail_test", address, "--from", SENDER, *words)[2]


def test_a_test_mail_leaves_at_once_and_the_senders_domain_is_looked_at():
    lines = told("mail_test", "rosa@valle.example", "--from", SENDER)

    assert lines[1] == "From events@valley.example to rosa@valle.example."
    assert lines[-6:] == MISSING
    assert [(sent.subject, sent.to, sent.from_email) for sent in mail.outbox] == [
        ("A test mail from events.example", ["rosa@valle.example"], SENDER)
    ]
    assert Delivery.objects.get().state == Fate.SENT


def test_a_test_mail_speaks_the_language_it_is_asked_to():
    tried("rosa@valle.example", "--language", "es")

    assert mail.outbox[0].extra_headers["Content-Language"] == "es"


def test_a_test_mail_takes_nobody_elses_mail_along():
    outbox.add(a_message(), [a_recipient()])

    tried()

    assert [sent.to for sent in mail.outbox] == [["rosa@valle.example"]]
    assert Delivery.objects.exclude(message__kind="test").get().state == Fate.QUEUED


@pytest.mark.django_db(transaction=True)
def test_at_no_moment_does_a_worker_see_the_test_mail_waiting():
    seen = []
    with ThreadPoolExecutor(1) as worker:

        def look(execute, *statement):
            seen.append(worker.submit(lambda: Delivery.objects.due().count()).result())
            return execute(*statement)

        with connection.execute_wrapper(look):
            tried()
        worker.submit(lambda: connection.close()).result()

    assert set(seen) == {0}
    assert Delivery.objects.get().state == Fate.SENT


def test_the_usual_sender_is_who_sent_last():
    a_message()

    told("mail_test", "rosa@valle.example")

    assert mail.outbox[0].from_email == "Valley Institute <events@valley.example>"


def test_on_a_new_installation_the_sender_is_asked_for():
    assert told("mail_test", "rosa@valle.example") == [
        "Nothing was sent here yet. Say from which address: mail_test ADDRESS --from events@your-domain.org"
    ]


def test_a_sender_that_the_settings_name_is_taken(settings):
    settings.DEFAULT_FROM_EMAIL = "post@valley.example"

    told("mail_test", "rosa@valle.example")

    assert mail.outbox[0].from_email == "post@valley.example"


def test_what_is_no_address_is_not_tried():
    assert told("mail_test", "rosa", "--from", SENDER) == ["rosa is no mail address."]
    assert not Message.objects.exists()


def test_a_mailbox_that_is_known_not_to_exist_is_not_tried():
    suppressing.suppress("rosa@valle.example", reason=suppressing.Reason.BOUNCED)

    lines = told("mail_test", "rosa@valle.example", "--from", SENDER)

    assert (lines[2], lines[-1]) == ("It was not sent: the mailbox does not exist.", "The test mail did not leave.")


def test_a_test_mail_leaves_while_sending_is_paused_and_opens_a_way_out_that_was_shut():
    office.pause()
    for _ in range(10):
        office.it_failed("ConnectionRefusedError")

    tried()

    assert len(mail.outbox) == 1
    assert (office.state().failures, office.state().shut_until) == (0, None)
    assert office.state().paused_at is not None


def test_a_test_mail_counts_against_the_quota(settings):
    settings.MAIL_DAILY_QUOTA = 10

    tried()

    assert office.state().quota_used == 1


def test_mail_that_stays_on_this_machine_is_said_to(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "events_service.mail.adapters.EmlFolder", tmp_path

    lines = told("mail_test", "rosa@valle.example", "--from", SENDER)

    assert lines[0] == (
        f"Mail stays on this machine as files in {tmp_path}: no mail service is set up. Set EMAIL_URL, or EMAIL_BACKEND and ANYMAIL."
    )
    assert lines[2] == "It was written. No mail service is set up, so that it went nowhere."


def test_what_the_mail_service_accepted_is_said_to_be_the_mailboxs_matter(smtp):
    assert tried() == (
        f"127.0.0.1:{smtp.EMAIL_PORT} accepted it. Whether it arrives is for the mailbox to say: look there, and in its spam."
    )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("bounce-@valle.example", "says that there is no such mailbox (SMTPRecipientsRefused: 550). Nobody is written to there any more."),
        (
            "policy-@valle.example",
            "refused it (SMTPRecipientsRefused: 550). Often the sender's address or domain is not approved there; its own log says more.",
        ),
    ],
)
def test_a_refusal_is_said_with_its_code(smtp, address, words):
    assert tried(address) == f"127.0.0.1:{smtp.EMAIL_PORT} {words}"
    assert Delivery.objects.get().state == Fate.FAILED


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("greylist-@valle.example", "says later (SMTPRecipientsRefused: 451)"),
        ("doubt-@valle.example", "had the text and did not say what became of it."),
    ],
)
def test_what_may_go_better_later_is_left_to_the_workers(smtp, address, words):
    said = tried(address)

    assert (words in said, said.endswith("The workers try again, until 17:15 UTC.")) == (True, True)
    assert Delivery.objects.get().state == Fate.QUEUED


def test_a_port_where_nobody_listens_is_said(smtp):
    smtp.EMAIL_PORT = 1

    lines = told("mail_test", "rosa@valle.example", "--from", SENDER)

    assert lines[2].startswith(
        "It did not leave (ConnectionRefusedError). Nobody listens at 127.0.0.1:1. See to host and port in EMAIL_URL."
    )
    assert lines[-1] == "The test mail did not leave."


def test_a_host_that_does_not_exist_is_said(smtp):
    smtp.EMAIL_HOST = "mail.invalid"

    assert "No machine is called so: mail.invalid" in tried()


def test_a_server_without_tls_is_said(smtp):
    smtp.EMAIL_USE_TLS = True

    assert "does not offer what EMAIL_URL asks for: TLS or a login." in tried()


def test_tls_with_a_port_that_speaks_in_the_clear_is_said(smtp):
    smtp.EMAIL_USE_SSL = True

    assert "port 465 with TLS (smtp+ssl://)." in tried()


def test_user_and_password_are_not_said(smtp):
    smtp.EMAIL_HOST_USER, smtp.EMAIL_HOST_PASSWORD = "the-user", "the-password"

    lines = told("mail_test", "rosa@valle.example", "--from", SENDER)

    assert lines[0] == f"Mail leaves by SMTP through 127.0.0.1:{smtp.EMAIL_PORT}, without TLS, with a login."
    assert [word for word in ("the-user", "the-password") if word in "".join(lines)] == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "Postmark does not know the key. See to it in ANYMAIL."),
        (403, "Postmark knows the key and does not let it send"),
        (429, "Postmark has had too many for now."),
        (503, "Postmark takes no mail for now: its own trouble, or our account's."),
        (422, "Postmark refused it (AnymailRequestsAPIError: 422)."),
    ],
)
def test_what_an_api_answers_is_said(settings, status, words):
    with Service() as service:
        service.answer = Said(status)
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "token", "POSTMARK_API_URL": service.url, "REQUESTS_TIMEOUT": (1, 1)}

        assert words in tried()


def test_a_mail_that_cannot_be_written_is_refused_before_it_leaves(now):
    trial = trying.send("rosa@valle.example", sender=Sender("", "josé@valley.example"), language="en", now=now)

    assert trial.answer == Answer(Verdict.REFUSED, "could not be written: ValueError")
    assert trial.delivery.state == Fate.FAILED


def test_settings_that_make_no_way_out_are_said(settings):
    settings.EMAIL_BACKEND, settings.ANYMAIL = "anymail.backends.postmark.EmailBackend", {}

    assert "The settings of the mail service are not complete." in tried()


def test_the_status_of_a_healthy_sender_is_0_and_says_what_waits():
    office.tick()
    outbox.add(a_message(kind="reminder-day"), [a_recipient()])
    Delivery.objects.update(due_at=Now() - timedelta(seconds=90))

    lines = told("mail_status", "--domain", "Valley.example")

    assert lines[1].startswith("A worker came by 0 seconds ago.")
    assert lines[2:] == [
        "Waiting: 1 reminders and the like (1 could leave now, the oldest for 1 minute).",
        "In the last day 0 left, 0 failed, 0 bounced, 0 were called spam.",
        "",
        "Nothing is wrong.",
        "",
        *MISSING,
    ]


def test_the_status_says_what_is_wrong_and_what_to_do_about_it():
    office.tick()
    office.pause()
    for _ in range(10):
        office.it_failed("SMTPAuthenticationError: 535")
    PostOffice.objects.update(ticked_at=F("ticked_at") - timedelta(minutes=5))

    lines = told("mail_status")

    paused_at = f"{office.state().paused_at:%Y-%m-%d %H:%M}"
    assert lines[5:13] == [
        "! No worker has come by for 5 minutes: nothing is sent.",
        "  Start the worker and the beat (README, Running it for many); is the broker reachable from both?",
        f"! Sending is paused since {paused_at} UTC: only answers to what people do leave.",
        "  If this is not a copy of another installation, let what waits leave: manage.py mail_resume",
        "! The mail service did not take mail 10 times in a row: the way out is shut and tried again by itself.",
        "  It said: SMTPAuthenticationError: 535",
        "  Try what it answers: manage.py mail_test ADDRESS. A mail that leaves opens the way again.",
        "",
    ]
    assert lines[-1] == "Mail does not leave in time."


def test_the_status_asks_about_the_domains_that_sent_lately():
    office.tick()
    a_message()
    a_message("long ago")
    Message.objects.filter(key="long ago").update(
        sender_address="a@older.example", created_at=Message.objects.get(key="long ago").created_at - timedelta(days=31)
    )

    lines = told("mail_status")

    assert [line for line in lines if line.endswith(".example")] == ["valley.example"]


def test_the_status_counts_what_is_in_doubt(settings):
    settings.MAIL_DAILY_QUOTA = 100
    office.tick()
    outbox.add(a_message(kind="reminder-day"), [a_recipient()])
    Delivery.objects.update(state=Fate.UNKNOWN)
    DeliveryEvent.objects.create(delivery=Delivery.objects.get(), what=Fate.UNKNOWN)

    lines = told("mail_status")

    assert lines[2] == "100 more may leave today (UTC)."
    assert lines[5] == "In doubt: 1. Nobody knows whether they left; the desk shows them with their event."


def test_the_status_without_dns_says_so(names):
    names.names.clear()
    office.tick()

    lines = told("mail_status", "--domain", "valley.example")

    assert lines[-1] == (
        "  DNS cannot be asked from here (the resolver does not know the root): whether this domain vouches for our mail is not known."
    )


def test_the_status_without_a_database_says_so():
    def refuse(*_statement):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        assert told("mail_status") == ["The database does not answer: connection refused"]


def test_after_a_pause_what_waits_leaves_when_an_operator_says_so():
    office.tick()
    outbox.add(a_message(kind="reminder-day"), [a_recipient()])
    office.pause()

    lines = told("mail_resume")

    assert lines == ["Sending goes on. 1 waited; they leave now, but for those whose time is over."]
    assert sending.drain() == 1


def test_resuming_without_a_worker_says_that_one_is_missing():
    office.pause()

    assert told("mail_resume")[1] == "No worker has come by lately: they leave when one does. See manage.py mail_status"


def test_resuming_what_is_not_paused_changes_nothing():
    assert told("mail_resume") == ["Sending is not paused."]
