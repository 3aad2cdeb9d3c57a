"""The misbehaving provider keeps to its plan, so that what a test asks of the mail engine is what it meets."""

import json
import smtplib
import socket
import time
from email.message import EmailMessage
from hashlib import sha256

import pytest
import requests
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail import EmailMessage as DjangoMail
from django.core.mail import get_connection

from tests.misbehaving import Plan, Provider
from tests.misbehaving.plan import Course

SENDER, ROSA = "ines@valley.example", "rosa@valle.example"


@pytest.fixture(scope="module")
def running():
    with Provider() as provider:
        yield provider


@pytest.fixture
def provider(running):
    """A provider that behaves and has accepted nothing yet."""
    running.follow(Plan())
    running.forget()
    return running


@pytest.fixture
def smtp(provider):
    with smtplib.SMTP("127.0.0.1", provider.smtp_port, timeout=5) as connection:
        yield connection
        connection.close()


@pytest.fixture
def http():
    with requests.Session() as session:
        yield session


def mail(to=ROSA, *, number="0f0f", text="In an hour.\n"):
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = SENDER, to, "In an hour"
    written["Message-ID"], written["X-Delivery-ID"] = f"<{number}@valley.example>", number
    written.set_content(text)
    return written.as_bytes().replace(b"\n", b"\r\n")


def resend(http, provider, to=ROSA, *, key=None, text="In an hour."):
    headers = {"Message-ID": "<0f0f@valley.example>", "X-Delivery-ID": "0f0f"}
    asked = {"from": SENDER, "to": [to], "subject": "In an hour", "text": text, "headers": headers}
    return http.post(provider.api_url + "emails", json=asked, headers={"Idempotency-Key": key} if key else {}, timeout=5)


def send(smtp, to=ROSA):
    """Send one mail; return the code of the answer, or 0 where there was none."""
    try:
        smtp.sendmail(SENDER, [to], mail(to))
    except smtplib.SMTPRecipientsRefused as refused:
        return refused.recipients[to][0]
    except smtplib.SMTPResponseException as refused:
        return refused.smtp_code
    except (smtplib.SMTPServerDisconnected, TimeoutError):
        return 0
    return 250


def facts(provider):
    return [(entry.message_id, entry.delivery_id, entry.to, entry.channel) for entry in provider.accepted()]


# SMTP


def test_a_mail_by_smtp_is_accepted_and_known_by_its_bytes(provider, smtp):
    smtp.sendmail(SENDER, [ROSA], b"Received: from here\r\n\tby there\r\n" + mail(text=".a line of dots\n..\n.\n"))

    [entry] = provider.accepted()

    sent = mail(text=".a line of dots\n..\n.\n")
    assert (entry.message_id, entry.delivery_id, entry.to, entry.channel) == ("<0f0f@valley.example>", "0f0f", ROSA, "smtp")
    assert (entry.size, entry.sha256) == (len(sent), sha256(sent).hexdigest())


@pytest.mark.real_clock
def test_a_mail_is_accepted_at_the_time_of_its_arrival(provider, smtp):
    before = time.time()
    send(smtp)

    [entry] = provider.accepted()

    assert before <= entry.at <= time.time()


def test_a_mail_to_two_addresses_is_two_entries(provider, smtp):
    smtp.sendmail(SENDER, [ROSA, "bounce-a@valle.example", "luz@valle.example"], mail())

    assert [entry.to for entry in provider.accepted()] == [ROSA, "luz@valle.example"]
    assert provider.count() == 2


def test_what_smtp_offers_is_what_a_sender_looks_for(provider, smtp):
    smtp.ehlo()

    offered = set(smtp.esmtp_features)

    assert offered == {"pipelining", "8bitmime", "smtputf8", "enhancedstatuscodes", "size"}


def in_one_breath(provider, *commands):
    """Say all of it at once; return the codes of what was answered until the connection was closed."""
    with socket.create_connection(("127.0.0.1", provider.smtp_port), timeout=5) as line:
        line.sendall("\r\n".join([*commands, ""]).encode())
        said = b"".join(iter(lambda: line.recv(4_096), b""))
    return [int(reply[:3]) for reply in said.splitlines()]


@pytest.mark.parametrize("latency", [0, 0.02])
def test_commands_in_one_breath_are_answered_in_order(provider, latency):
    provider.follow(Plan(latency=latency))
    to = ["RCPT TO:<bounce-a@b.example>", "RCPT TO:<c@b.example>"]

    codes = in_one_breath(provider, "HELO me", "MAIL FROM:<a@b.example>", *to, "DATA", "", ".", "SING", "QUIT")

    assert codes == [220, 250, 250, 550, 250, 354, 250, 500, 221]


def test_who_is_told_421_is_not_listened_to_any_more(provider):
    codes = in_one_breath(provider, "HELO me", "MAIL FROM:<a@b.example>", "RCPT TO:<limit-a@b.example>", "NOOP")

    assert codes == [220, 250, 250, 421]


def test_who_does_not_greet_is_told(smtp):
    assert smtp.docmd("MAIL FROM:<a@b.example>")[0] == 503


@pytest.mark.parametrize(
    ("commands", "codes"),
    [
        (["RCPT TO:<a@b.example>"], [503]),
        (["DATA"], [503]),
        (["MAIL FROM:<a@b.example>", "MAIL FROM:<a@b.example>"], [250, 503]),
        (["MAIL FROM:<a@b.example>", "RSET", "RCPT TO:<a@b.example>"], [250, 250, 503]),
        (["MAIL a@b.example"], [501]),
        (["MAIL FROM:<a@b.example> BODY=8BITMIME SIZE=99999999"], [552]),
        (["MAIL FROM:<>", "RCPT a@b.example"], [250, 501]),
        (["SING"], [500]),
    ],
)
def test_who_speaks_out_of_turn_is_told(smtp, commands, codes):
    smtp.ehlo()

    assert [smtp.docmd(command)[0] for command in commands] == codes


@pytest.mark.parametrize(
    ("local_part", "codes"),
    [
        ("rosa", [250, 250]),
        ("bounce-rosa", [550, 550]),
        ("full-rosa", [452, 452]),
        ("policy-rosa", [550, 550]),
        ("greylist-rosa", [451, 250]),
        ("broken-rosa", [-1, -1]),
    ],
)
def test_an_address_has_its_own_answer_by_smtp(provider, smtp, local_part, codes):
    to = f"{local_part}@valle.example"

    assert [send(smtp, to), send(smtp, to)] == codes


def test_a_bounce_and_a_refusal_by_policy_differ_in_the_status(smtp):
    smtp.docmd("EHLO me")
    smtp.docmd(f"MAIL FROM:<{SENDER}>")

    said = [smtp.docmd(f"RCPT TO:<{name}-a@valle.example>")[1].split()[0] for name in ("bounce", "policy")]

    assert said == [b"5.1.1", b"5.7.1"]


@pytest.mark.parametrize(
    ("behaviour", "code", "accepted"),
    [
        ("ok", 250, 1),
        ("slow", 250, 1),
        ("4xx", 451, 0),
        ("5xx", 550, 0),
        ("429", 421, 0),
        ("452", 452, 0),
        ("close", 0, 0),
        ("hang", 0, 0),
        ("lose", 0, 0),
        ("accept_then_close", 0, 1),
        ("accept_then_hang", 0, 1),
        ("broken_json", -1, 1),
    ],
)
def test_each_behaviour_by_smtp(provider, smtp, behaviour, code, accepted):
    provider.follow(Plan(weights={behaviour: 1}, slow=0.05, hang=0.05))

    assert send(smtp) == code
    assert provider.count() == accepted


def test_a_connection_goes_on_after_a_refusal(smtp):
    assert [send(smtp, to) for to in ("bounce-a@valle.example", ROSA, "full-a@valle.example", ROSA)] == [550, 250, 452, 250]


def test_silence_is_as_long_as_the_plan_says(provider, smtp):
    provider.follow(Plan(weights={"accept_then_hang": 1}, hang=0.3))
    begun = time.monotonic()

    code = send(smtp)

    assert (code, provider.count()) == (0, 1)
    assert time.monotonic() - begun >= 0.3


def test_latency_is_taken_once_for_each_mail(provider, smtp):
    provider.follow(Plan(latency=0.2))
    smtp.ehlo()
    begun = time.monotonic()

    send(smtp)

    assert 0.2 <= time.monotonic() - begun < 0.4


def test_a_shut_door_drops_who_is_inside_and_opens_again_at_the_same_port(provider, smtp):
    smtp.noop()
    provider.follow(Plan(refuse=True))

    assert send(smtp) == 0
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("127.0.0.1", provider.smtp_port, timeout=5)
    provider.follow(Plan())
    with smtplib.SMTP("127.0.0.1", provider.smtp_port, timeout=5) as again:
        assert send(again) == 250


# HTTP


def test_a_mail_by_http_is_accepted_on_a_connection_that_is_kept(provider, http):
    first, second = resend(http, provider), resend(http, provider)

    assert (first.status_code, second.status_code) == (200, 200)
    assert [entry.provider_id for entry in provider.accepted()] == [first.json()["id"], second.json()["id"]]
    assert facts(provider) == [("<0f0f@valley.example>", "0f0f", ROSA, "resend")] * 2
    assert sum(pool.num_connections for pool in pools(http)) == 1


def pools(http):
    manager = http.get_adapter("http://").poolmanager
    return [manager.pools[key] for key in manager.pools.keys()]  # noqa: SIM118  # the container of urllib3 cannot be iterated


def test_a_repeated_key_gets_the_first_answer_and_accepts_nothing_new(provider, http):
    first, repeated, other = (resend(http, provider, key=key) for key in ("a", "a", "b"))

    assert repeated.json() == first.json() != other.json()
    assert provider.count() == 2


def test_a_key_with_another_mail_is_refused(provider, http):
    resend(http, provider, key="a")

    said = resend(http, provider, key="a", text="In a day.")

    assert (said.status_code, said.json()["name"]) == (409, "invalid_idempotent_request")
    assert provider.count() == 1


def test_a_mail_whose_answer_was_lost_gets_it_when_it_is_repeated(provider, http):
    with pytest.raises(requests.ConnectionError):
        resend(http, provider, "doubt-rosa@valle.example", key="a")

    said = resend(http, provider, "doubt-rosa@valle.example", key="a")

    assert said.json() == {"id": provider.accepted()[0].provider_id}
    assert provider.count() == 1


def test_a_repeated_mail_meets_an_outage_but_no_refusal_of_what_was_accepted(provider, http):
    resend(http, provider, key="a")

    said = []
    for weight in ("503", "4xx"):
        provider.follow(Plan(weights={weight: 1}))
        said.append(resend(http, provider, key="a").status_code)

    assert said == [503, 200]


@pytest.mark.parametrize(
    ("behaviour", "status", "accepted"),
    [
        ("ok", 200, 1),
        ("slow", 200, 1),
        ("4xx", 422, 0),
        ("5xx", 500, 0),
        ("503", 503, 0),
        ("429", 429, 0),
        ("close", 0, 0),
        ("hang", 0, 0),
        ("lose", 0, 0),
        ("accept_then_close", 0, 1),
        ("accept_then_hang", 0, 1),
        ("broken_json", 200, 1),
    ],
)
def test_each_behaviour_by_http(provider, http, behaviour, status, accepted):
    provider.follow(Plan(weights={behaviour: 1}, slow=0.05, hang=0.05))
    try:
        said = resend(http, provider).status_code
    except requests.ConnectionError:
        said = 0

    assert said == status
    assert provider.count() == accepted


def test_too_many_mails_are_told_how_long_to_wait(provider, http):
    provider.follow(Plan(weights={"429": 1}, retry_after=7))

    assert resend(http, provider).headers["Retry-After"] == "7"


def test_broken_json_is_no_json(provider, http):
    said = resend(http, provider, "broken-rosa@valle.example")

    with pytest.raises(requests.JSONDecodeError):
        said.json()


@pytest.mark.parametrize("body", ["", "{", "[]", '{"to": []}', '{"to": "rosa", "headers": 3}'])
def test_what_is_no_mail_is_not_accepted(provider, http, body):
    said = http.post(provider.api_url + "emails", data=body, timeout=5)

    assert said.status_code == 400
    assert provider.count() == 0


def test_who_does_not_speak_http_is_left_alone(provider):
    with socket.create_connection(("127.0.0.1", provider.http_port), timeout=5) as line:
        line.sendall(b"EHLO me\r\n\r\n")

        assert line.recv(100) == b""
    assert provider.count() == 0


# Anymail, as the mail engine uses it


@pytest.fixture(params=["resend", "postmark"])
def anymail(request, provider):
    credentials = {"resend": {"api_key": "a key"}, "postmark": {"server_token": "a token"}}[request.param]
    name = f"anymail.backends.{request.param}.EmailBackend"
    with get_connection(name, api_url=provider.api_url, **credentials) as connection:
        yield request.param, connection


def by_anymail(connection, to=ROSA):
    headers = {"Message-ID": "<0f0f@valley.example>", "X-Delivery-ID": "0f0f"}
    written = DjangoMail("In an hour", "In an hour.", SENDER, [f"Rosa Valle <{to}>"], headers=headers)
    connection.send_messages([written])
    return written.anymail_status


def test_anymail_is_understood_and_understands(provider, anymail):
    name, connection = anymail

    status = by_anymail(connection)

    [entry] = provider.accepted()
    assert status.message_id == entry.provider_id
    assert facts(provider) == [("<0f0f@valley.example>", "0f0f", ROSA, name)]


@pytest.mark.parametrize(("weight", "status"), [("429", 429), ("503", 503), ("broken_json", 200), ("close", None)])
def test_anymail_sees_what_went_wrong(provider, anymail, weight, status):
    _name, connection = anymail
    provider.follow(Plan(weights={weight: 1}))

    with pytest.raises(AnymailAPIError) as caught:
        by_anymail(connection)

    assert caught.value.status_code == status


def test_anymail_sees_that_an_address_is_refused(anymail):
    name, connection = anymail

    with pytest.raises({"resend": AnymailAPIError, "postmark": AnymailRecipientsRefused}[name]):
        by_anymail(connection, "bounce-rosa@valle.example")


# The plan


MIXTURE = {"ok": 6, "4xx": 2, "5xx": 1, "broken_json": 1}


def test_the_same_seed_meets_the_same_on_the_wire(provider):
    def run(seed):
        provider.follow(Plan(seed=seed, weights=MIXTURE))
        with smtplib.SMTP("127.0.0.1", provider.smtp_port, timeout=5) as smtp:
            return [send(smtp) for _ in range(40)]

    first, again, other = run(7), run(7), run(8)

    assert first == again != other
    assert set(first) == {250, 451, 550, -1}


def test_a_seed_means_the_same_for_ever():
    course = Course(Plan(seed=7, weights={"ok": 1, "slow": 1, "hang": 1}))

    assert [str(course.draw()) for _ in range(8)] == ["hang", "hang", "ok", "hang", "ok", "ok", "hang", "ok"]


def test_weights_are_shares_and_their_order_does_not_count():
    course = Course(Plan(weights={"ok": 90, "slow": 10, "hang": 0}))
    turned = Course(Plan(weights={"slow": 10, "hang": 0, "ok": 90}))

    drawn = [course.draw() for _ in range(10_000)]

    assert drawn == [turned.draw() for _ in range(10_000)]
    assert 900 < drawn.count("slow") < 1_100
    assert drawn.count("ok") + drawn.count("slow") == 10_000


def test_an_address_with_a_rule_uses_up_no_draw():
    plain, mixed = (Course(Plan(seed=7, weights=MIXTURE)) for _ in range(2))

    mixed.next_for(["bounce-rosa@valle.example"])

    assert [mixed.draw() for _ in range(20)] == [plain.draw() for _ in range(20)]


def test_the_longest_beginning_of_an_address_counts_and_each_address_for_itself():
    course = Course(Plan(rules={"doubt-": ["accept_then_close"], "doubt-once-": ["accept_then_close", "ok"]}))

    met = [course.next_for([address]) for address in ("doubt-once-a@b", "doubt-once-a@b", "doubt-once-b@b", "doubt-a@b", "doubt-a@b")]

    assert met == ["accept_then_close", "ok", "accept_then_close", "accept_then_close", "accept_then_close"]


@pytest.mark.parametrize(
    "wrong",
    [{"weights": {"sulk": 1}}, {"weights": {}}, {"weights": {"ok": -1, "hang": 2}}, {"rules": {"a-": ["200"]}}, {"rules": {"a-": []}}],
)
def test_what_no_provider_does_is_no_plan(wrong):
    with pytest.raises(ValueError, match=r"sulk|weights|200|rule"):
        Plan(**wrong)


def test_the_plan_that_is_followed_can_be_read_and_a_wrong_one_changes_nothing(provider, http):
    control = provider.api_url + "control/plan"
    provider.follow(Plan(seed=7, latency=0.5))

    refused = [
        http.post(control, data=body, timeout=5).status_code for body in ("{", '{"weights": {"sulk": 1}}', '{"weights": []}', '{"x": 1}')
    ]

    assert refused == [400] * 4
    assert (http.get(control, timeout=5).json()["seed"], http.get(control, timeout=5).json()["latency"]) == (7, 0.5)


# The process


def test_what_was_recorded_survives_a_kill_and_a_new_start_has_the_same_ports(tmp_path):
    provider = Provider(record=tmp_path / "record.jsonl").start()
    ports = provider.smtp_port, provider.http_port
    with smtplib.SMTP("127.0.0.1", provider.smtp_port, timeout=5) as smtp:
        send(smtp)
    provider.kill()

    with provider:
        again, count = (provider.smtp_port, provider.http_port), provider.count()

    [entry] = map(json.loads, (tmp_path / "record.jsonl").read_text().splitlines())
    assert (entry["message_id"], entry["to"]) == ("<0f0f@valley.example>", ROSA)
    assert (again, count) == (ports, 0)


def test_who_only_counts_keeps_nothing_and_says_so():
    with Provider(count_only=True) as provider:
        with smtplib.SMTP("127.0.0.1", provider.smtp_port, timeout=5) as smtp:
            send(smtp)

        assert provider.count() == 1
        with pytest.raises(ValueError, match="Only counted"):
            provider.accepted()


def test_a_provider_whose_owner_died_ends_by_itself():
    with Provider() as provider:
        provider.process.stdin.close()

        assert provider.process.wait(timeout=5) == 0
