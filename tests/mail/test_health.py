"""Whether the process lives, whether mail leaves, and what a scrape reads."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from events_service.mail.domain import health, office, outbox
from events_service.mail.models import Crew, Delivery, DeliveryEvent, Fate, PostOffice
from events_service.mail.models.kinds import Lane
from tests.mail.cast import OMAR, ROSA, a_message, a_recipient

TOKEN = "a long and random token"  # noqa: S105  of the tests
WITH_TOKEN = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


@pytest.fixture
def ticking(db):
    """A sweep has just come by."""
    office.tick()


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture
def no_database(db):
    """Every statement fails, as when the database is away."""

    def refuse(*_statement):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        yield


def waits(key="a message", *, kind="confirmation", since=timedelta(), recipient=ROSA):
    outbox.add(a_message(key, kind=kind), [a_recipient(recipient)])
    Delivery.objects.filter(message__key=key).update(due_at=Now() - since)


def fared(fate, *, recipient=ROSA, ago=timedelta(), sent_at=None):
    """A copy that met its fate so long ago."""
    waits(recipient, recipient=recipient)
    copies = Delivery.objects.filter(message__key=recipient)
    copies.update(state=fate, sent_at=sent_at)
    DeliveryEvent.objects.create(delivery=copies.get(), what=fate, happened_at=Now() - ago)


def names():
    return [finding.name for finding in health.read().findings]


def samples(answer):
    return {
        (sample.name.removeprefix("events_service_mail_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_a_sender_that_was_never_swept_says_so_and_is_not_ready(db):
    found = health.read()

    assert [finding.sentence for finding in found.findings] == ["No worker has come by yet: nothing is sent."]
    assert (found.is_ready, found.silence) == (False, None)


def test_after_a_sweep_it_is_ready_and_nothing_is_wrong(ticking):
    found = health.read()

    assert (found.is_ready, found.findings, found.silence < timedelta(seconds=5)) == (True, (), True)


@pytest.mark.parametrize(("ago", "is_ready"), [(timedelta(minutes=1), True), (timedelta(minutes=3), False)])
def test_two_minutes_without_a_sweep_are_too_many(ticking, ago, is_ready):
    PostOffice.objects.update(ticked_at=F("ticked_at") - ago)

    assert health.read().is_ready is is_ready


@pytest.mark.parametrize(
    ("kind", "since", "found"),
    [
        ("confirmation", timedelta(minutes=1), []),
        ("confirmation", timedelta(minutes=3), ["late"]),
        ("confirmation", -timedelta(minutes=3), []),
        ("reminder-day", timedelta(minutes=3), []),
    ],
)
def test_only_an_urgent_copy_that_could_have_left_two_minutes_ago_is_late(ticking, kind, since, found):
    waits(kind=kind, since=since)

    assert names() == found


def test_each_lane_knows_what_waits_what_is_due_and_the_oldest(ticking):
    waits("now", since=timedelta(minutes=5))
    waits("later", since=-timedelta(hours=1))
    waits("a change", kind="changed", since=timedelta(minutes=9))
    waits("gone")
    Delivery.objects.filter(message__key="gone").update(state=Fate.CLAIMED)

    queues = health.read().queues

    assert [(queue.lane, queue.waiting, queue.due, health.words(queue.oldest or timedelta())) for queue in queues] == [
        (Lane.NOW, 2, 1, "5 minutes"),
        (Lane.CHANGES, 1, 1, "9 minutes"),
        (Lane.REST, 0, 0, "0 seconds"),
    ]


def test_a_pause_is_found_and_is_no_reason_to_be_replaced(ticking):
    office.pause()

    assert names() == ["paused"]
    assert health.read().is_ready


def test_a_way_out_that_is_shut_is_found_until_something_leaves(ticking):
    for _ in range(10):
        office.it_failed("ConnectionRefusedError")
    shut = names()
    PostOffice.objects.update(shut_until=Now() - timedelta(seconds=1))
    waiting_for_one_to_try = names()
    office.it_works()

    assert (shut, waiting_for_one_to_try, names()) == (["shut"], ["shut"], [])


def test_a_rest_that_the_mail_service_asked_for_is_over_by_itself(ticking):
    office.it_wants_rest(60, "429")
    resting = names()
    PostOffice.objects.update(shut_until=Now() - timedelta(seconds=1))

    assert (resting, names()) == (["shut"], [])


def test_a_quota_is_counted_down_today_and_is_new_tomorrow(ticking, settings):
    settings.MAIL_DAILY_QUOTA = 100
    office.book(100)
    used_up = (health.read().quota_left, names())
    PostOffice.objects.update(quota_day=F("quota_day") - timedelta(days=1))

    assert used_up == (0, ["quota"])
    assert (health.read().quota_left, names()) == (100, [])


def test_a_crew_counts_as_long_as_its_heart_beats(ticking):
    Crew.objects.create(pk="alive")
    Crew.objects.create(pk="dead")
    Crew.objects.filter(pk="dead").update(seen_at=Now() - timedelta(minutes=1))

    assert health.read().crews == 1


def test_the_health_is_read_in_two_statements_and_none_of_them_writes(db, django_assert_num_queries):
    waits()

    with django_assert_num_queries(2) as statements:
        health.read()

    assert [statement["sql"].split()[0] for statement in statements] == ["SELECT", "SELECT"]


def test_what_became_of_copies_within_a_day_is_counted(db):
    fared(Fate.FAILED)
    fared(Fate.BOUNCED, recipient=OMAR, ago=timedelta(hours=30))
    fared(Fate.UNKNOWN, recipient="c" * 32, ago=timedelta(hours=30))
    fared(Fate.SENT, recipient="d" * 32, sent_at=Now() - timedelta(hours=1))
    fared(Fate.SENT, recipient="e" * 32, sent_at=Now() - timedelta(hours=30))

    counted = health.tally()

    assert counted.troubled == {Fate.FAILED: 1, Fate.BOUNCED: 0, Fate.COMPLAINED: 0, Fate.UNKNOWN: 0}
    assert (counted.sent, counted.in_doubt, counted.copies[Lane.NOW, Fate.SENT]) == (1, 1, 2)


def test_what_is_in_doubt_is_counted_until_somebody_has_dealt_with_it(db):
    fared(Fate.UNKNOWN)
    fared(Fate.UNKNOWN, recipient=OMAR)
    Delivery.objects.filter(recipient=OMAR).update(seen_to_at=Now())

    counted = health.tally()

    assert (counted.in_doubt, counted.copies[Lane.NOW, Fate.UNKNOWN]) == (1, 2)


def test_a_message_whose_time_was_over_long_ago_is_out_of_view(db):
    outbox.add(a_message(expires_in=timedelta(days=-20 * 365)), [a_recipient()])

    assert health.tally().copies == {}


def test_the_process_says_that_it_lives_and_touches_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")
    assert (dict(answer.cookies), answer["Vary"]) == ({}, "Accept-Language")  # a session that was read would vary by cookie


def test_the_process_lives_without_a_database(client, no_database):
    assert client.get("/healthz").status_code == 200


def test_ready_is_200_with_the_figures(client, ticking):
    answer = client.get("/readyz")

    state = answer.json()
    assert (answer.status_code, state["ready"], state["findings"]) == (200, True, [])
    assert state["oldest_due_seconds"] == {"now": 0, "changes": 0, "rest": 0}
    assert answer.cookies == {}


def test_not_ready_is_503_with_what_is_wrong_and_without_addresses(client, ticking):
    waits(since=timedelta(minutes=3))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["findings"] == [{"name": "late", "sentence": "An urgent mail could have left 3 minutes ago and still waits."}]
    assert "valle.example" not in answer.content.decode()


def test_what_the_mail_service_said_is_not_told_to_the_world(client, ticking):
    for _ in range(10):
        office.it_failed("AnymailConfigurationError You must set POSTMARK_SERVER_TOKEN")

    assert "POSTMARK" not in client.get("/readyz").content.decode()


def test_a_database_that_is_away_is_503_and_no_error(client, no_database):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "findings": [{"name": "database", "sentence": "The database does not answer."}]}


@pytest.mark.postgres
def test_a_database_that_is_read_only_is_no_error(client, ticking):
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")

    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_those_who_watch_change_nothing(client, ticking, token, path):
    assert client.post(path, **WITH_TOKEN).status_code == 405


@pytest.mark.parametrize("given", [{}, {"HTTP_AUTHORIZATION": "Bearer another"}, {"HTTP_AUTHORIZATION": TOKEN}])
def test_who_does_not_carry_the_token_finds_no_metrics(client, db, token, given):
    assert client.get("/metrics", **given).status_code == 404


@pytest.mark.parametrize("given", [{}, {"HTTP_AUTHORIZATION": "Bearer "}])
def test_without_a_token_in_the_settings_nobody_finds_metrics(client, db, given):
    assert client.get("/metrics", **given).status_code == 404


def test_who_does_not_carry_the_token_learns_nothing_of_the_database(client, no_database, token):
    assert client.get("/metrics").status_code == 404


def test_on_ones_own_machine_metrics_are_open(client, ticking, settings):
    settings.LOCAL = True

    assert client.get("/metrics").status_code == 200


def test_metrics_tell_what_the_post_office_counts(client, ticking, token, settings):
    settings.MAIL_DAILY_QUOTA = 100
    waits("a change", kind="changed", since=timedelta(minutes=9))
    fared(Fate.SENT, sent_at=Now())
    fared(Fate.BOUNCED, recipient=OMAR)
    office.pause()

    found = samples(client.get("/metrics", **WITH_TOKEN))

    ages = {key: round(found.pop(key)) for key in [("tick_age_seconds",), ("oldest_due_seconds", "changes")]}
    assert ages[("oldest_due_seconds", "changes")] in range(540, 550)
    assert ages[("tick_age_seconds",)] in range(10)
    assert found == {
        ("database_up",): 1,
        ("ready",): 1,
        ("paused",): 1,
        ("way_out_shut",): 0,
        ("failures_in_a_row",): 0,
        ("crews",): 0,
        ("quota_left",): 100,
        ("waiting", "now"): 0,
        ("waiting", "changes"): 1,
        ("waiting", "rest"): 0,
        ("due", "now"): 0,
        ("due", "changes"): 1,
        ("due", "rest"): 0,
        ("oldest_due_seconds", "now"): 0,
        ("oldest_due_seconds", "rest"): 0,
        ("copies", "now", "sent"): 1,
        ("copies", "now", "bounced"): 1,
        ("copies", "changes", "queued"): 1,
        ("troubled_last_day", "failed"): 0,
        ("troubled_last_day", "bounced"): 1,
        ("troubled_last_day", "complained"): 0,
        ("troubled_last_day", "unknown"): 0,
        ("sent_last_day",): 1,
        ("in_doubt",): 0,
    }


def test_metrics_say_that_the_database_is_away(client, no_database, token):
    answer = client.get("/metrics", **WITH_TOKEN)

    assert (answer.status_code, samples(answer)) == (200, {("database_up",): 0})


@pytest.fixture
def postmark(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "…", "WEBHOOK_SECRET": "postmark:secret"}
    return {"HTTP_AUTHORIZATION": f"Basic {b64encode(b'postmark:secret').decode()}"}


def bounce(client, service="postmark", **headers):
    return client.post(f"/anymail/{service}/tracking/", {"RecordType": "Open"}, content_type="application/json", **headers)


def test_news_of_the_mail_service_are_taken_with_the_secret(db, postmark):
    assert bounce(Client(enforce_csrf_checks=True), **postmark).status_code == 200


def test_news_without_the_secret_are_turned_away(client, db, postmark):
    assert bounce(client).status_code == 400


def test_as_long_as_no_secret_is_set_there_is_no_door_for_news(client, db, postmark, settings):
    del settings.ANYMAIL["WEBHOOK_SECRET"]

    assert bounce(client, **postmark).status_code == 404


def test_there_is_no_door_for_other_services(client, db, postmark):
    assert [bounce(client, service, **postmark).status_code for service in ("sendgrid", "nobody")] == [404, 404]


def test_a_service_that_signs_its_news_needs_no_other_secret(client, db, settings):
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": "a key"}

    assert bounce(client, "mailgun").status_code == 400


def test_there_is_no_door_for_a_service_that_tells_nothing(client, db, settings):
    settings.EMAIL_BACKEND = "anymail.backends.scaleway.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "scaleway:secret"}

    assert bounce(client, "scaleway").status_code == 404
