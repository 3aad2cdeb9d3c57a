"""For how long people are known: erased by themselves when their time is over, and the report says what it said."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from events_service.accounts.models import Organization
from events_service.events.domain import hosting
from events_service.lib.addresses import fingerprint
from registrations import tasks
from registrations.domain import asking, erasing, links, reporting, retention, sources
from registrations.domain.reporting import Period
from registrations.models import Erasure, Registration
from tests import factories
from tests.registrations.cast import deliver, register
from tests.registrations.everywhere import found

pytestmark = pytest.mark.django_db

HALF_A_YEAR = timedelta(days=180)
SEEN = datetime(2037, 3, 5, 18, 5, 7, tzinfo=UTC)


@pytest.fixture
def later(webinar):
    """The moment at which the webinar's people are known no longer."""
    return webinar.ends_at + HALF_A_YEAR


@pytest.fixture
def partner(site):
    return factories.OrganizationFactory(slug="partner", name="Partner Institute")


def held(host, day, **changed):
    starts_at = datetime(2037, 3, day, 18, tzinfo=UTC)
    when = {"starts_on": date(2037, 3, day), "ends_on": date(2037, 3, day), "starts_at": starts_at, "ends_at": starts_at.replace(hour=19)}
    return factories.EventFactory(host=host, **when, **changed)


def comes(event, *names, is_seen=True, **changed):
    for name in names:
        seen = {"attended_at": SEEN} if is_seen else {}
        factories.RegistrationFactory(event=event, name=name, email=f"{name}@valle.example", **seen, **changed)


def report(organization, period, now):
    said = reporting.report_of(organization, period, language="en", now=now)
    return {name: value for name, value in asdict(said).items() if name != "events"} | {
        "events": [(one.event.pk, one.registered, one.came) for one in said.events]
    }


def test_when_their_time_is_over_nobody_is_found_anywhere_any_more(client, webinar, later, now):
    rosa = register(webinar, now=now)
    asking.ask(rosa, [], words="Rosa Valle needs a chair", now=now)
    deliver()

    retention.erase(webinar.pk, now=later)

    assert found("rosa@valle.example", "Rosa Valle", fingerprint("rosa@valle.example")) == []
    answer = client.get(links.path("my", rosa))
    assert (answer.status_code, answer["Location"]) == (302, webinar.get_absolute_url())


def test_until_the_last_minute_they_stay(webinar, later, now):
    register(webinar, now=now)

    assert retention.due(later - timedelta(minutes=1)) == []
    assert retention.erase(webinar.pk, now=later - timedelta(minutes=1)) == 0
    assert retention.due(later) == [webinar.pk]


def test_of_several_hosts_the_shortest_time_counts(webinar, partner, later, now):
    Organization.objects.filter(pk=partner.pk).update(retention_days=30)
    register(webinar, now=now)
    alone = retention.due(webinar.ends_at + timedelta(days=30))

    hosting.add_host(webinar, partner)

    assert (alone, retention.due(webinar.ends_at + timedelta(days=30))) == ([], [webinar.pk])
    webinar.refresh_from_db()
    assert retention.days_of(type(webinar).objects.get(pk=webinar.pk)) == 30


def test_the_sweep_rings_for_what_is_due_and_the_bell_erases(webinar, later, now, time_machine, monkeypatch):
    register(webinar, now=now)
    time_machine.move_to(later, tick=False)
    rung = []
    monkeypatch.setattr(tasks, "ring", lambda task, *ids: rung.append((task, *ids)))

    tasks.sweep()
    for task, event_id in rung:
        assert task == "registrations.erase"
        tasks.erase(event_id)

    assert rung == [("registrations.erase", webinar.pk)]
    assert Registration.objects.known().count() == 0
    assert retention.due(later) == []


def test_many_are_erased_in_batches_with_one_receipt(webinar, later, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    comes(webinar, "ana", "omar", "luz", "eva", "rosa")

    some = retention.erase(webinar.pk, now=later, batches=1)
    rest = retention.erase(webinar.pk, now=later)

    assert (some, rest, retention.erase(webinar.pk, now=later)) == (2, 3, 0)
    receipt = Erasure.objects.get()
    assert (receipt.people, receipt.on_request, receipt.erased_at) == (5, False, later)


def test_the_report_of_each_host_says_the_same_before_in_between_and_after(institute, partner, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    series = factories.SeriesFactory(host=institute)
    first, second, third = (held(institute, day, series=series) for day in (5, 12, 19))
    hosting.add_host(second, partner)
    comes(first, "ana", "omar", source="newsletter")
    comes(first, "luz", is_seen=False, zone="UTC")
    comes(second, "omar", "eva", "luz", language="es", zone="America/Bogota")
    comes(second, "ana", is_seen=False)
    comes(third, "omar", "ana", source="partner")
    comes(third, "rosa", is_seen=False, status="withdrawn")
    asked = [(host, period) for host in (institute, partner) for period in (Period(year=2037), Period(series=series))]
    now = third.ends_at + HALF_A_YEAR
    before = [report(*one, now) for one in asked]

    erasing.erase_me(second.registrations.get(name="omar"), now=now)
    in_between = [report(*one, now) for one in asked]
    for event in (third, first):
        retention.erase(event.pk, now=now, batches=1)
    halfway = [report(*one, now) for one in asked]
    for event in (third, first, second):
        retention.erase(event.pk, now=now)

    assert before[0]["people"] == {"registered": 4, "registered_again": 3, "came": 4, "came_again": 2}
    assert [source["words"] for source in before[0]["sources"]] == ["newsletter", "partner", ""]
    assert in_between == before
    assert halfway == before
    assert [report(*one, now) for one in asked] == before
    assert Registration.objects.known().count() == 0


def test_a_label_that_is_somebodys_address_is_not_kept(webinar, later):
    comes(webinar, "rosa", source="omar@valle.example")
    comes(webinar, "ana", source="newsletter")

    retention.erase(webinar.pk, now=later)

    assert found("omar@valle.example") == []
    assert {(source.label, source.registered) for source in sources.of(webinar)} == {("newsletter", 1), ("", 1)}


def test_the_dry_run_says_what_would_be_erased_and_erases_nothing(webinar, later, time_machine):
    comes(webinar, "ana", "omar")
    time_machine.move_to(later + timedelta(days=2), tick=False)
    said = StringIO()

    call_command("erase_due", "--dry-run", stdout=said)

    assert said.getvalue() == f"{webinar.slug}: 2 people, due since {later:%Y-%m-%d}\nThis was a dry run: nothing was erased.\n"
    assert Registration.objects.known().count() == 2


def test_the_command_erases_and_then_has_nothing_to_do(webinar, later, time_machine):
    comes(webinar, "ana", "omar")
    time_machine.move_to(later, tick=False)
    said, again = StringIO(), StringIO()

    call_command("erase_due", stdout=said)
    call_command("erase_due", stdout=again)

    assert f"{webinar.slug}: 2 people" in said.getvalue()
    assert again.getvalue() == "Nobody's time is over.\n"
    assert Registration.objects.known().count() == 0


@pytest.mark.parametrize("many", [1, 4])
def test_asking_what_is_due_takes_one_statement_more_than_there_are_times(institute, many, django_assert_num_queries, now):
    for day in range(1, many + 1):
        comes(held(institute, day), "ana")

    with django_assert_num_queries(2):
        assert len(retention.due(datetime(2037, 12, 1, tzinfo=UTC))) == many


def test_the_empty_list_says_since_when_and_why(client, organizer, webinar, later):
    comes(webinar, "ana", "omar")
    client.force_login(organizer)
    address = f"/desk/events/{webinar.slug}/registrations/"
    before = client.get(address).content.decode()

    retention.erase(webinar.pk, now=later)

    after = " ".join(client.get(address).content.decode().split())
    assert "was erased" not in before
    assert "what we knew of 2 people was erased, as everybody was told who registered" in after
    assert "ana@valle.example" not in after
