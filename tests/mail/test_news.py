"""The door for the mail service's news: what each service posts, and who is heard."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import OperationalError
from django.db.models.functions import Now

from events_service.mail.domain import outbox
from events_service.mail.models import Delivery, DeliveryEvent, Fate
from tests.mail.cast import OMAR, ROSA, a_message, a_recipient
from tests.mail.news import (
    DOORS,
    ONE,
    SAID,
    SECRET,
    TUESDAY,
    a_copy,
    by_brevo,
    by_postmark,
    by_resend,
    by_sendgrid,
    signature,
    state,
    stopped,
)

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")]


@pytest.fixture
def tell(client, settings):
    """Post what the service says to the address that it was given."""

    def post(service, said, *, proof=True, **configured):
        settings.EMAIL_BACKEND = f"anymail.backends.{service}.EmailBackend"
        settings.ANYMAIL = configured or DOORS[service]
        body, headers = json.dumps(said).encode(), {}
        if proof and "WEBHOOK_SECRET" in settings.ANYMAIL:
            headers = {"Authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()}
        if proof and service in {"mailersend", "mailtrap"}:
            headers = {{"mailersend": "Signature", "mailtrap": "Mailtrap-Signature"}[service]: signature(body)}
        return client.post(f"/anymail/{service}/tracking/", body, content_type="application/json", headers=headers)

    return post


@pytest.mark.parametrize(("service", "by", "event", "data", "after"), SAID.values(), ids=SAID)
def test_what_a_service_posts_is_understood(tell, service, by, event, data, after):
    copy = a_copy(provider_id="62fb66bef54a112e920b5493")

    response = tell(service, by(copy, event, **data))

    assert response.status_code == 200
    assert (state(copy), stopped()) == (after[0], [after[1]] if after[1] else [])
    assert ONE not in copy.reason + DeliveryEvent.objects.get().detail


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("postmark", lambda copy: by_postmark(copy, "Open", Recipient=ONE, ReceivedAt=TUESDAY.isoformat(), UserAgent="a phone")),
        ("sendgrid", lambda copy: by_sendgrid(copy, "click", url="https://events.example/join/secret")),
        ("resend", lambda copy: by_resend(copy, "email.opened")),
    ],
)
def test_who_opened_what_and_clicked_where_is_not_kept(tell, service, said):
    copy = a_copy()

    response = tell(service, said(copy))

    assert (response.status_code, DeliveryEvent.objects.count()) == (200, 0)


def test_what_a_service_says_again_is_stored_once(tell):
    copy = a_copy()

    for _ in range(2):
        tell("brevo", by_brevo(copy, "deferred"))

    assert DeliveryEvent.objects.count() == 1


def test_an_event_keeps_the_moment_that_the_service_says(tell):
    copy = a_copy()

    tell("brevo", by_brevo(copy, "delivered"))

    assert DeliveryEvent.objects.get().happened_at == TUESDAY


def test_one_post_may_tell_of_many_copies(tell):
    outbox.add(a_message(), [a_recipient(ROSA), a_recipient(OMAR, address="omar@valle.example")])
    Delivery.objects.update(state=Fate.SENT, first_attempt_at=Now())
    rosa, omar = Delivery.objects.get(recipient=ROSA), Delivery.objects.get(recipient=OMAR)

    tell("sendgrid", by_sendgrid(rosa, "delivered") + by_sendgrid(omar, "bounce", type="bounce", reason="550 5.1.1"))

    assert (state(rosa), state(omar)) == (Fate.DELIVERED, Fate.BOUNCED)


# Who is heard


@pytest.mark.parametrize("service", DOORS)
def test_a_post_without_proof_changes_nothing(tell, service):
    copy = a_copy(provider_id="62fb66bef54a112e920b5493")
    said = SAID[next(name for name in SAID if SAID[name][0] == service)]
    body = said[1](copy, said[2], **said[3])
    if service == "mailgun":
        body["signature"]["signature"] = "0" * 64
    if service == "unisender_go":
        body["auth"] = "0" * 32

    response = tell(service, body, proof=False)

    assert (response.status_code, state(copy), DeliveryEvent.objects.count()) == (400, Fate.SENT, 0)


@pytest.mark.parametrize("service", DOORS)
def test_where_nothing_would_prove_it_nobody_is_heard(tell, service):
    copy = a_copy()

    response = tell(service, {}, SEND_DEFAULTS={})

    assert (response.status_code, state(copy)) == (404, Fate.SENT)


@pytest.mark.parametrize(("anymail", "warnings"), [({}, ["mail.W001"]), ({"WEBHOOK_SECRET": SECRET}, [])])
def test_the_operator_is_told_that_the_news_are_not_heard(settings, anymail, warnings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = anymail

    found = run_checks([apps.get_app_config("mail")])

    assert [warning.id for warning in found if warning.id.startswith("mail.")] == warnings


def test_while_the_database_is_away_the_service_is_asked_to_say_it_again(tell, client, monkeypatch):
    copy = a_copy()
    client.raise_request_exception = False
    monkeypatch.setattr(Delivery.objects.all().__class__, "first", away)

    response = tell("postmark", by_postmark(copy, "Delivery", Recipient=ONE))

    assert response.status_code == 500


def away(_rows):
    raise OperationalError("the database is away")


@pytest.mark.real_clock
def test_resend_signs_its_news(client, settings):
    webhooks = pytest.importorskip("svix.webhooks", reason="svix is not installed")
    copy, secret, now = a_copy(), "whsec_" + base64.b64encode(b"a secret").decode(), datetime.now(UTC)
    settings.EMAIL_BACKEND = "anymail.backends.resend.EmailBackend"
    settings.ANYMAIL = {"RESEND_SIGNING_SECRET": secret}
    body = json.dumps(by_resend(copy, "email.delivered"))
    headers = {
        "svix-id": "msg_1",
        "svix-timestamp": str(int(now.timestamp())),
        "svix-signature": webhooks.Webhook(secret).sign("msg_1", now, body),
    }

    responses = [
        client.post("/anymail/resend/tracking/", said, content_type="application/json", headers=headers).status_code
        for said in (body.replace("delivered", "bounced"), body)
    ]

    assert (responses, state(copy)) == ([400, 200], Fate.DELIVERED)


def test_mandrill_signs_a_form(client, settings):
    copy = a_copy()
    settings.EMAIL_BACKEND = "anymail.backends.mandrill.EmailBackend"
    settings.ANYMAIL = {"MANDRILL_WEBHOOK_KEY": "key"}
    soft = {
        "event": "soft_bounce",
        "_id": "of soft",
        "msg": {"email": ONE, "diag": "550 5.2.2 Full", "metadata": {"delivery": str(copy.pk)}},
    }
    hard = {"event": "hard_bounce", "_id": "of hard", "msg": {"email": ONE, "metadata": {"delivery": str(copy.pk)}}}

    reasons = []
    for said in (soft, hard):
        events = json.dumps([said | {"ts": int(TUESDAY.timestamp())}])
        signed = hmac.new(b"key", f"http://testserver/anymail/mandrill/tracking/mandrill_events{events}".encode(), hashlib.sha1).digest()
        headers = {"X-Mandrill-Signature": base64.b64encode(signed).decode()}
        assert client.post("/anymail/mandrill/tracking/", {"mandrill_events": events}, headers=headers).status_code == 200
        reasons.append(stopped())

    assert (state(copy), reasons) == (Fate.BOUNCED, [[], ["bounced"]])


def test_postal_signs_with_a_key_of_its_own(client, settings):
    pytest.importorskip("cryptography", reason="cryptography is not installed")
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415  # it need not be installed
    from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: PLC0415

    copy, key = a_copy(provider_id="12345"), rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    settings.EMAIL_BACKEND = "anymail.backends.postal.EmailBackend"
    settings.ANYMAIL = {"POSTAL_WEBHOOK_KEY": "".join(public.splitlines()[1:-1])}
    message = {"id": 12345, "to": ONE, "direction": "outgoing"}
    payload = {"message": message, "status": "HardFail", "details": "Refused", "output": "550 5.1.1 No such user"}
    body = json.dumps({"uuid": "1", "timestamp": TUESDAY.timestamp(), "payload": payload}).encode()
    proof = base64.b64encode(key.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303  # theirs

    answers = [
        client.post("/anymail/postal/tracking/", said, content_type="application/json", headers={"X-Postal-Signature": proof}).status_code
        for said in (body + b" ", body)
    ]

    assert (answers, state(copy), stopped()) == ([400, 200], Fate.BOUNCED, ["bounced"])


def test_amazon_tells_by_way_of_sns(client, settings):
    pytest.importorskip("boto3", reason="boto3 is not installed")
    copy = a_copy()
    settings.EMAIL_BACKEND = "anymail.backends.amazon_ses.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    headers = [{"name": "X-Metadata", "value": json.dumps({"delivery": str(copy.pk)})}]
    bounced = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [{"emailAddress": ONE}]}
    event = {"eventType": "Bounce", "bounce": bounced, "mail": {"messageId": "00000137860315fd", "destination": [ONE], "headers": headers}}
    sns = {"Type": "Notification", "MessageId": "19ba9823", "Timestamp": TUESDAY.isoformat(), "Message": json.dumps(event)}
    proof = {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "19ba9823"}
    secret = {"Authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()}

    answers = [
        client.post("/anymail/amazon_ses/tracking/", json.dumps(sns), content_type="text/plain; charset=UTF-8", headers=headers).status_code
        for headers in (proof, proof | secret)
    ]

    assert (answers, state(copy), stopped()) == ([401, 200], Fate.BOUNCED, ["bounced"])


@pytest.mark.parametrize(
    "said", ["[]", "1", "null", "", "{", '{"signature": []}', '{"signature": {"token": "ñ", "timestamp": 1, "signature": 7}}', "\ud800"]
)
@pytest.mark.parametrize("service", ["mailgun", "postmark", "brevo", "sendgrid", "resend"])
def test_what_makes_no_sense_is_refused_and_breaks_nothing(client, settings, service, said):
    settings.EMAIL_BACKEND = f"anymail.backends.{service}.EmailBackend"
    settings.ANYMAIL = DOORS[service]
    headers = {"Authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()}

    response = client.post(
        f"/anymail/{service}/tracking/", said.encode(errors="surrogatepass"), content_type="application/json", headers=headers
    )

    assert response.status_code in {200, 400}
    assert not DeliveryEvent.objects.exists()
