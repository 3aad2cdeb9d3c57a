"""A real invitation and a real reminder through every mail service that Anymail speaks to: what arrives at its API."""

import base64
import json
import pkgutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parseaddr
from urllib.parse import parse_qs

import pytest
from anymail import backends

from events_service.mail.domain import carriers, outbox, sending
from events_service.mail.domain.outbox import CalendarPart, Sender, Text
from events_service.mail.models import Delivery, Fate
from tests.mail.cast import ROSA, a_message, a_recipient
from tests.mail.service import Answer, Service
from tests.misbehaving import Plan, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")]

NAME = "Íñigo Muñoz, Dr."
OBJECT = "BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nSUMMARY:Economía\nEND:VEVENT\nEND:VCALENDAR"


@dataclass(frozen=True)
class Api:
    """How a service answers when it takes a mail, and where in a request each thing stands."""

    answer: object
    to: str = "to.0"
    reply_to: str = "reply_to"
    subject: str = "subject"
    text: str = "text"
    html: str = "html"
    headers: str = "headers"
    number: str = ""
    file: str = "attachments.0.content"
    says: dict = field(default_factory=dict)


ONE = "rosa@valle.example"
APIS = {
    "brevo": Api(
        {"messageId": "theirs"},
        reply_to="replyTo",
        text="textContent",
        html="htmlContent",
        number="headers.X-Mailin-custom",
        file="attachment.0.content",
    ),
    "mailersend": Api({}, says={"X-Message-Id": "theirs"}),
    "mailgun": Api({"id": "theirs", "message": "Queued. Thank you."}, reply_to="headers.Reply-To", number="number"),
    "mailjet": Api(
        {"Messages": [{"Status": "success", "To": [{"Email": ONE, "MessageID": "theirs"}]}]},
        to="Messages.0.To.0",
        reply_to="Globals.ReplyTo",
        subject="Globals.Subject",
        text="Globals.TextPart",
        html="Globals.HTMLPart",
        headers="Globals.Headers",
        number="Globals.EventPayload",
        file="Globals.Attachments.0.Base64Content",
    ),
    "mailtrap": Api({"success": True, "message_ids": ["theirs"]}, number="custom_variables.delivery"),
    "mandrill": Api(
        [{"email": ONE, "status": "queued", "_id": "theirs"}],
        to="message.to.0",
        reply_to="message.headers.Reply-To",
        subject="message.subject",
        text="message.text",
        html="message.html",
        headers="message.headers",
        number="message.metadata.delivery",
        file="message.attachments.0.content",
    ),
    "postal": Api(
        {"status": "success", "data": {"messages": {ONE: {"id": "theirs"}}}},
        text="plain_body",
        html="html_body",
        file="attachments.0.data",
    ),
    "postmark": Api(
        {"ErrorCode": 0, "Message": "OK", "To": ONE, "MessageID": "theirs"},
        to="To",
        reply_to="ReplyTo",
        subject="Subject",
        text="TextBody",
        html="HtmlBody",
        headers="Headers",
        number="Metadata.delivery",
        file="Attachments.0.Content",
    ),
    "resend": Api({"id": "theirs"}, reply_to="reply_to.0", number="headers.X-Metadata"),
    "scaleway": Api(
        {"emails": [{"mail_rcpt": ONE, "id": "theirs", "status": "sending"}]},
        reply_to="additional_headers.Reply-To",
        headers="additional_headers",
        number="additional_headers.X-Metadata",
    ),
    "sendgrid": Api(
        {},
        to="personalizations.0.to.0",
        reply_to="reply_to_list.0",
        text="content.0.value",
        html="content.1.value",
        number="custom_args.delivery",
    ),
    "sparkpost": Api(
        {"results": {"total_accepted_recipients": 1, "total_rejected_recipients": 0, "id": "theirs"}},
        to="recipients.0.address.header_to",
        reply_to="content.reply_to",
        subject="content.subject",
        text="content.text",
        html="content.html",
        headers="content.headers",
        number="metadata.delivery",
        file="content.attachments.0.data",
    ),
    "unisender_go": Api(
        {"status": "success", "job_id": "theirs", "emails": [ONE]},
        to="message.recipients.0",
        reply_to="message.reply_to",
        subject="message.subject",
        text="message.body.plaintext",
        html="message.body.html",
        headers="message.headers",
        number="message.global_metadata.delivery",
        file="message.attachments.0.content",
    ),
}
ENCODES_NAMES = {"brevo": "=?utf-8?b?w43DsWlnbyBNdcOxb3osIERyLg==?="}  # Anymail does, which knows what Brevo makes of such a name
KEEP_NO_MESSAGE_ID = {"mailjet"}
HAVE_NO_METADATA = {"mailersend", "postal"}
MAKE_THEIR_OWN_NUMBER = {"sendgrid", "unisender_go"}  # Anymail does, for them


def read(asked, path):
    """Return what stands at this place of a request; a list of names and values counts as what it says."""
    found = asked.json if asked.body.startswith(b"{") else form(asked)
    for step in path.split(".") if path else []:
        found = named(found)[step]
    return named(found)


def named(found):
    if isinstance(found, list):
        pairs = {
            item.get("name", item.get("Name", item.get("key"))): item.get("value", item.get("Value"))
            for item in found
            if isinstance(item, dict)
        }
        return pairs | {str(place): item for place, item in enumerate(found)}
    return found


def form(asked):
    """Mailgun's: fields, and files where there are some."""
    kind = asked.headers["Content-Type"]
    if kind.startswith("multipart/"):
        parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + asked.body).get_payload()
        fields = {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in parts}
        attached = [{"content": base64.b64encode(fields.pop("attachment")).decode()}]
        fields = {name: value.decode() for name, value in fields.items()}
    else:
        fields, attached = {name: values[-1] for name, values in parse_qs(asked.body.decode()).items()}, []
    headers = {name[2:]: value for name, value in fields.items() if name.startswith("h:")}
    return {**fields, "to": [fields["to"]], "headers": headers, "number": fields["v:delivery"], "attachments": attached}


def headers_of(asked, service):
    return {name.lower(): value for name, value in read(asked, APIS[service].headers).items() if isinstance(value, str)}


def mailbox_of(said):
    """Name and address, however a service wants them."""
    if isinstance(said, str):
        return parseaddr(said)
    said = {key.lower(): value for key, value in said.items()}
    return said.get("name") or said.get("substitutions", {}).get("to_name", ""), said["email"]


def an_invitation(method="REQUEST"):
    text = Text(
        "Tu lugar en Economía",
        "Hola \ue000text:name\ue001\n",
        "<p>Hola \ue000text:name\ue001</p>",
        CalendarPart(method, OBJECT.format(method=method)),
    )
    message = outbox.open_message(
        key=f"an invitation {method}",
        kind="confirmation",
        topic="event:1",
        sender=Sender("Institución Valle", "events@valley.example", "hello@valley.example"),
        texts={"es": text},
        expires_at=datetime(2037, 12, 3, tzinfo=UTC),
    )
    outbox.add(message, [a_recipient(name=NAME, language="es")])


@pytest.fixture
def through(settings):
    """Set a mail service up, and send what waits through it."""
    with Service() as service:

        def send(name, answer=None):
            keys = ("API_KEY", "API_TOKEN", "SERVER_TOKEN", "SECRET_KEY", "PROJECT_ID")
            settings.EMAIL_BACKEND = f"anymail.backends.{name}.EmailBackend"
            settings.ANYMAIL = {f"{name.upper()}_{key}": "key" for key in keys} | {f"{name.upper()}_API_URL": service.url}
            service.answer = answer or Answer(202 if name in {"sendgrid", "mailersend"} else 200, APIS[name].answer, APIS[name].says)
            sending.drain()
            return service.asked

        yield send


def test_every_service_that_anymail_speaks_to_is_tried_here():
    shipped = {module.name for module in pkgutil.iter_modules(backends.__path__)}

    assert shipped - {"base", "base_requests", "console", "test", "sendinblue"} == {*APIS, "amazon_ses"}
    assert set(carriers.CARRIERS) <= {*APIS, "amazon_ses"}


@pytest.mark.parametrize("name", APIS)
def test_an_invitation_arrives_whole(through, name):
    an_invitation()

    [asked] = through(name)

    api, copy = APIS[name], Delivery.objects.get()
    assert mailbox_of(read(asked, api.to)) == (ENCODES_NAMES.get(name, NAME), ONE)
    assert mailbox_of(read(asked, api.reply_to))[1] == "hello@valley.example"
    assert read(asked, api.subject) == "Tu lugar en Economía"
    assert read(asked, api.text) == f"Hola {NAME}\n"
    assert read(asked, api.html) == f"<p>Hola {NAME}</p>"
    assert base64.b64decode(read(asked, api.file)) == OBJECT.format(method="REQUEST").replace("\n", "\r\n").encode() + b"\r\n"
    assert headers_of(asked, name)["x-delivery-id"] == str(copy.pk)
    assert copy.state == Fate.SENT


@pytest.mark.parametrize("name", APIS)
def test_a_calendar_file_arrives(through, name):
    an_invitation("PUBLISH")

    [asked] = through(name)

    assert base64.b64decode(read(asked, APIS[name].file)).splitlines()[1] == b"METHOD:PUBLISH"


@pytest.mark.parametrize("name", APIS)
def test_a_reminder_can_be_left_with_one_click(through, name):
    outbox.add(a_message(kind="reminder-day", scope="event:1"), [a_recipient()])

    [asked] = through(name)

    headers = headers_of(asked, name)
    assert headers["list-unsubscribe"].startswith("<https://events.example/stop/")
    assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert headers["auto-submitted"] == "auto-generated"


@pytest.mark.parametrize("name", sorted(APIS.keys() - HAVE_NO_METADATA))
def test_our_number_goes_along_and_comes_back_with_the_news(through, name):
    outbox.add(a_message(), [a_recipient()])

    [asked] = through(name)

    number = read(asked, APIS[name].number)
    assert (json.loads(number)["delivery"] if number.startswith("{") else number) == str(Delivery.objects.get().pk)


@pytest.mark.parametrize("name", sorted(APIS.keys() - MAKE_THEIR_OWN_NUMBER))
def test_the_number_that_the_service_gave_it_is_kept(through, name):
    outbox.add(a_message(), [a_recipient()])

    through(name)

    assert Delivery.objects.get().provider_id == "theirs"


@pytest.mark.parametrize("name", sorted(APIS.keys() - KEEP_NO_MESSAGE_ID))
def test_the_message_id_stays_ours(through, name):
    outbox.add(a_message(), [a_recipient()])

    [asked] = through(name)

    assert headers_of(asked, name)["message-id"] == f"<{Delivery.objects.get().pk}@events.example>"


def test_postmark_is_asked_to_keep_the_message_id(through):
    outbox.add(a_message(), [a_recipient()])

    [asked] = through("postmark")

    assert headers_of(asked, "postmark")["x-pm-keepid"] == "true"


def test_mailjet_gets_no_header_that_it_refuses(through):
    outbox.add(a_message(kind="reminder-day", scope="event:1"), [a_recipient()])

    [asked] = through("mailjet")

    assert headers_of(asked, "mailjet").keys().isdisjoint({"message-id", "list-id", "date", "reply-to"})


@pytest.mark.parametrize(
    ("name", "key_of"),
    [
        ("resend", lambda asked: asked.headers["Idempotency-Key"]),
        ("brevo", lambda asked: asked.json["headers"]["idempotencyKey"]),
        ("unisender_go", lambda asked: asked.json["message"]["idempotence_key"]),
    ],
)
def test_each_copy_has_a_key_by_which_the_service_knows_it_again(through, name, key_of):
    outbox.add(a_message(), [a_recipient(ROSA), a_recipient("c" * 32)])

    asked = through(name)

    assert sorted(key_of(request) for request in asked) == sorted(str(number) for number in Delivery.objects.values_list("pk", flat=True))


def test_sendgrid_carries_the_invitation_among_the_alternatives(through):
    an_invitation()

    [asked] = through("sendgrid")

    assert read(asked, "content.2.type") == "text/calendar; method=REQUEST"


def test_an_attached_invitation_is_called_what_it_is(through):
    an_invitation()

    [asked] = through("resend")

    assert read(asked, "attachments.0.content_type") == 'text/calendar; charset="utf-8"; method="REQUEST"'
    assert read(asked, "attachments.0.filename") == "invite.ics"


@pytest.mark.parametrize(
    ("name", "answer", "fate"),
    [
        (
            "mailjet",
            Answer(400, {"Messages": [{"Status": "error", "Errors": [{"ErrorCode": "mj-0013"}]}]}, {"Content-Type": "application/json"}),
            Fate.FAILED,
        ),
        (
            "mailjet",
            Answer(403, {"Messages": [{"Status": "error", "Errors": [{"ErrorCode": "send-0008"}]}]}, {"Content-Type": "application/json"}),
            Fate.QUEUED,
        ),
        ("unisender_go", Answer(200, {"job_id": "theirs", "emails": [], "failed_emails": {ONE: "temporary_unavailable"}}), Fate.FAILED),
        ("mandrill", Answer(200, [{"email": ONE, "status": "rejected", "_id": "theirs", "reject_reason": "hard-bounce"}]), Fate.FAILED),
    ],
)
def test_a_copy_that_the_service_declined_in_a_polite_answer_has_not_left(through, name, answer, fate):
    outbox.add(a_message(), [a_recipient()])

    through(name, answer)

    assert Delivery.objects.get().state == fate


@pytest.mark.real_clock
def test_a_copy_in_doubt_goes_again_and_arrives_once(settings):
    with Provider(Plan(rules={"rosa": ["accept_then_close", "ok"]})) as provider:
        settings.EMAIL_BACKEND = "anymail.backends.resend.EmailBackend"
        settings.ANYMAIL = {"RESEND_API_KEY": "key", "RESEND_API_URL": provider.api_url}
        outbox.add(a_message(), [a_recipient()])

        sending.drain()
        Delivery.objects.update(due_at="2020-01-01T00:00Z")
        sending.drain()

        assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == (Fate.SENT, 1)
        assert [mail.to for mail in provider.accepted()] == [ONE]


def test_amazon_gets_the_whole_copy_and_is_asked_once(settings):
    pytest.importorskip("boto3", reason="boto3 is not installed")
    settings.EMAIL_BACKEND = "anymail.backends.amazon_ses.EmailBackend"
    with Service() as service:
        settings.ANYMAIL = {
            "AMAZON_SES_CLIENT_PARAMS": {
                "endpoint_url": service.url,
                "region_name": "eu-west-1",
                "aws_access_key_id": "key",
                "aws_secret_access_key": "secret",
            }
        }
        service.answer = Answer(503, {"message": "Come back later"})
        an_invitation()

        sending.drain()

        [asked] = service.asked
        copy, whole = Delivery.objects.get(), message_from_bytes(base64.b64decode(asked.json["Content"]["Raw"]["Data"]))
        assert json.loads(whole["X-Metadata"]) == {"delivery": str(copy.pk)}
        assert whole["Message-ID"] == f"<{copy.pk}@events.example>"
        assert [part.get_content_type() for part in whole.walk() if not part.is_multipart()] == [
            "text/plain",
            "text/html",
            "text/calendar",
            "application/ics",
        ]
        assert copy.state == Fate.QUEUED
