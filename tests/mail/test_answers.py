"""What a mail service's answer means for the copy."""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from smtplib import (
    SMTPConnectError,
    SMTPDataError,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailInvalidAddress, AnymailUnsupportedFeature
from django.core.mail import EmailMessage, get_connection

from events_service.mail.domain import answers
from events_service.mail.domain.answers import ClosedBefore, Verdict
from tests.conftest import NOW
from tests.mail.service import Answer, Service

RESEND = "anymail.backends.resend.EmailBackend"
POSTAL = "anymail.backends.postal.EmailBackend"
BREVO = "anymail.backends.brevo.EmailBackend"
SCALEWAY = "anymail.backends.scaleway.EmailBackend"


@pytest.fixture
def service():
    with Service() as service:
        yield service


@pytest.fixture
def anymail(settings):
    def set_up(url, **more):
        keys = {
            f"{name}_{key}": value
            for name in ("RESEND", "POSTAL", "BREVO", "SCALEWAY")
            for key, value in {"API_KEY": "key", "SECRET_KEY": "key", "PROJECT_ID": "project", "API_URL": url}.items()
        }
        settings.ANYMAIL = {**keys, "REQUESTS_TIMEOUT": (0.5, 0.5), **more}

    return set_up


def said_of(service_or_url, anymail, backend=RESEND):
    """Hand a mail over, and return what the answer means."""
    anymail(getattr(service_or_url, "url", service_or_url))
    mail = EmailMessage("Hello", "Hello", "events@valley.example", ["rosa@valle.example"], connection=get_connection(backend))
    with pytest.raises(Exception) as raised:  # noqa: PT011  # whichever it is
        mail.send()
    return answers.to(raised.value)


SMTP = {
    "421 service not available": (SMTPDataError(421, b"4.3.2 Service shutting down"), Verdict.CLOSED),
    "450 greylisted": (SMTPRecipientsRefused({"rosa@valle.example": (450, b"4.2.0 Greylisted")}), Verdict.LATER),
    "451": (SMTPDataError(451, b"4.3.0 Try again later"), Verdict.LATER),
    "452 mailbox full": (SMTPRecipientsRefused({"rosa@valle.example": (452, b"4.2.2 Mailbox full")}), Verdict.LATER),
    "550 a sender that is not ours": (SMTPSenderRefused(550, b"5.7.1 Not your domain", "events@valley.example"), Verdict.LATER),
    "530 sign in first": (SMTPSenderRefused(530, b"5.7.0 Authentication required", "events@valley.example"), Verdict.CLOSED),
    "535 bad credentials": (SMTPSenderRefused(535, b"5.7.8 Bad credentials", "events@valley.example"), Verdict.CLOSED),
    "550": (SMTPRecipientsRefused({"rosa@valle.example": (550, b"No such user here")}), Verdict.REFUSED),
    "552": (SMTPDataError(552, b"5.3.4 Message too big"), Verdict.REFUSED),
    "554 5.7.1": (SMTPDataError(554, b"5.7.1 Refused by policy"), Verdict.REFUSED),
    "greeted with 554": (SMTPConnectError(554, b"Go away"), Verdict.CLOSED),
    "HELO refused": (SMTPHeloError(550, b"Who are you"), Verdict.CLOSED),
    "hung up before the text": (ClosedBefore(), Verdict.CLOSED),
    "hung up after the text": (SMTPServerDisconnected("Connection unexpectedly closed"), Verdict.DOUBT),
    "silent after the text": (TimeoutError("timed out"), Verdict.DOUBT),
    "nobody listens": (ConnectionRefusedError(111, "Connection refused"), Verdict.CLOSED),
}


@pytest.mark.parametrize(("error", "verdict"), SMTP.values(), ids=SMTP)
def test_smtp_is_understood(error, verdict):
    assert answers.to(error).verdict == verdict


@pytest.mark.parametrize(
    ("reply", "is_bad"),
    [
        (b"5.1.1 No such user", True),
        (b"5.1.3 Bad address", True),
        (b"5.1.10 Null MX", True),
        (b"5.2.1 Mailbox disabled", True),
        (b"5.2.2 Mailbox full", False),
        (b"5.7.1 Refused by policy", False),
        (b"No such user", False),
    ],
)
def test_a_mailbox_is_known_not_to_exist_by_the_enhanced_code_alone(reply, is_bad):
    answer = answers.to(SMTPRecipientsRefused({"rosa@valle.example": (550, reply)}))

    assert (answer.verdict, answer.is_bad_mailbox) == (Verdict.REFUSED, is_bad)


HTTP = {
    "200, and half a document": (Answer(200, b'{"id": "6b'), Verdict.DOUBT),
    "200, and something else": (Answer(200, {"hello": 1}), Verdict.DOUBT),
    "400": (Answer(400), Verdict.REFUSED),
    "401": (Answer(401), Verdict.CLOSED),
    "403": (Answer(403), Verdict.CLOSED),
    "409 being worked on": (Answer(409, {"name": "concurrent_idempotent_requests"}), Verdict.LATER),
    "409 had before, in other bytes": (Answer(409, {"name": "invalid_idempotent_request"}), Verdict.DOUBT),
    "413": (Answer(413), Verdict.REFUSED),
    "420": (Answer(420), Verdict.CLOSED),
    "422": (Answer(422, {"name": "validation_error"}), Verdict.REFUSED),
    "429": (Answer(429), Verdict.CLOSED),
    "500": (Answer(500), Verdict.CLOSED),
    "502": (Answer(502, b"<html>Bad Gateway</html>"), Verdict.DOUBT),
    "503": (Answer(503), Verdict.CLOSED),
    "504": (Answer(504), Verdict.DOUBT),
}


@pytest.mark.parametrize(("answer", "verdict"), HTTP.values(), ids=HTTP)
def test_http_is_understood(service, anymail, answer, verdict):
    service.answer = answer

    assert said_of(service, anymail).verdict == verdict


@pytest.mark.parametrize(
    ("value", "seconds"), [("40", 40), (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90), ("soon", None), ("", None)]
)
def test_retry_after_is_a_number_or_a_date(service, anymail, value, seconds):
    service.answer = Answer(429, headers={"Retry-After": value})

    assert said_of(service, anymail).retry_after == pytest.approx(seconds, abs=5)  # the clock goes on


def test_a_date_that_is_past_asks_for_no_rest(service, anymail):
    service.answer = Answer(503, headers={"Retry-After": format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)})

    assert said_of(service, anymail).retry_after == 0


def test_where_nobody_listens_nothing_has_left(anymail):
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]

        answer = said_of(f"http://127.0.0.1:{port}/", anymail)

    assert (answer.verdict, answer.reason) == (Verdict.CLOSED, "connection")


def test_a_connection_that_is_not_made_in_time_carries_nothing(anymail):
    with socket.socket() as crowded, socket.socket() as first:
        crowded.bind(("127.0.0.1", 0))
        crowded.listen(0)
        first.connect(crowded.getsockname())  # the one place in the queue; whoever comes now is not heard

        answer = said_of(f"http://127.0.0.1:{crowded.getsockname()[1]}/", anymail)

    assert answer.verdict == Verdict.CLOSED


def test_a_name_that_is_not_known_carries_nothing(anymail):
    assert said_of("http://nobody.invalid/", anymail).verdict == Verdict.CLOSED


def test_where_the_answer_is_not_there_in_time_nobody_knows(service, anymail):
    service.seconds = 5

    assert said_of(service, anymail).verdict == Verdict.DOUBT


def test_where_the_connection_ends_after_sending_nobody_knows(service, anymail):
    service.answer = None

    assert said_of(service, anymail).verdict == Verdict.DOUBT


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (Answer(200, {"status": "error", "data": {"code": "ValidationError"}}), Verdict.REFUSED),
        (Answer(200, {"status": "parameter-error", "data": {"message": "no recipients"}}), Verdict.REFUSED),
        (Answer(200, {"status": "error", "data": {"code": "InvalidServerAPIKey"}}), Verdict.CLOSED),
    ],
)
def test_a_service_whose_every_answer_is_200_is_heard_out(service, anymail, answer, verdict):
    service.answer = answer

    assert said_of(service, anymail, POSTAL).verdict == verdict


def test_what_the_service_has_had_before_has_left(service, anymail):
    service.answer = Answer(400, {"code": "duplicate_parameter", "message": "Duplicate request"})

    assert said_of(service, anymail, BREVO).verdict == Verdict.LEFT


def test_an_answer_that_names_no_recipient_at_all_says_nothing(service, anymail):
    service.answer = Answer(200, {"emails": []})

    assert said_of(service, anymail, SCALEWAY).verdict == Verdict.DOUBT


class FromAmazon(Exception):
    """As boto3 raises it, which need not be installed."""


@pytest.mark.parametrize(
    ("code", "status", "verdict"),
    [
        ("MessageRejected", 400, Verdict.REFUSED),
        ("TooManyRequestsException", 429, Verdict.CLOSED),
        ("ThrottlingException", 400, Verdict.CLOSED),
        ("SendingPausedException", 400, Verdict.CLOSED),
        ("InvalidClientTokenId", 403, Verdict.CLOSED),
        ("InternalFailure", 500, Verdict.CLOSED),
        ("GatewayTimeout", 504, Verdict.DOUBT),
    ],
)
def test_amazon_is_understood_by_its_codes(code, status, verdict):
    said = {"Error": {"Code": code, "Message": "rosa@valle.example"}, "ResponseMetadata": {"HTTPStatusCode": status}}

    answer = answers.to(AnymailAPIError("rosa@valle.example", response=said))

    assert (answer.verdict, answer.reason) == (verdict, f"AnymailAPIError: {code}")


@pytest.mark.parametrize(("name", "verdict"), [("EndpointConnectionError", Verdict.CLOSED), ("ReadTimeoutError", Verdict.DOUBT)])
def test_amazon_out_of_reach_is_understood_by_what_boto_calls_it(name, verdict):
    error = AnymailAPIError("rosa@valle.example")
    error.__cause__ = type(name, (FromAmazon,), {})()

    assert answers.to(error).verdict == verdict


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (AnymailUnsupportedFeature("rosa@valle.example"), Verdict.REFUSED),
        (AnymailInvalidAddress("rosa@valle.example"), Verdict.REFUSED),
        (AnymailConfigurationError("You must set an API key"), Verdict.CLOSED),
        (KeyError("emails"), Verdict.DOUBT),
    ],
)
def test_what_went_wrong_on_this_side_is_understood(error, verdict):
    answer = answers.to(error)

    assert answer.verdict == verdict
    assert "rosa" not in answer.reason
