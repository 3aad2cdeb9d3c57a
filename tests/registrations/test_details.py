"""My registration, further on: what one changes, what one takes along, and the next date of the series."""

import json
from datetime import timedelta

import pytest

from events_service.mail.models import Delivery, Fate
from registrations.domain import asking, attendance_import, holding, links, reminders, reporting
from registrations.domain.presences import Person
from registrations.domain.reporting import Period
from registrations.domain.reports import Reading
from registrations.models import Registration
from tests.factories import EventFactory, SeriesFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(webinar, now):
    return register(webinar, now=now)


@pytest.fixture
def came(rosa, webinar, time_machine):
    """Rosa, the day after she was there."""
    Registration.objects.filter(pk=rosa.pk).update(attended_at=webinar.starts_at)
    time_machine.move_to(webinar.ends_at + timedelta(days=1), tick=False)
    rosa.refresh_from_db()
    return rosa


def words(response):
    return " ".join(response.content.decode().split())


def at(registration, page):
    return f"{links.path('my', registration)}{page}"


# what one says of oneself


def test_name_language_and_zone_are_changed_and_found_by_the_organizers(client, rosa):
    said = {"name": "  Rosa  Águila ", "language": "es", "zone": "America/Bogota"}

    page = client.post(at(rosa, "details/"), said, follow=True)

    rosa.refresh_from_db()
    assert (rosa.name, rosa.sought, rosa.language, rosa.zone) == ("Rosa Águila", "rosa aguila", "es", "America/Bogota")
    assert "Your changes are saved" in words(page)
    assert "We call you Rosa Águila" in words(page)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "   ", "Enter the name we should call you"),
        ("zone", "Mars/Olympus", "Choose a time zone from the list"),
        ("language", "tlh", "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_saved(client, rosa, field, value, sentence):
    said = {"name": "Rosita", "language": "es", "zone": "America/Bogota"} | {field: value}

    page = client.post(at(rosa, "details/"), said)

    rosa.refresh_from_db()
    assert (page.status_code, rosa.name) == (422, "Rosa Valle")
    assert sentence in words(page)


def test_a_zone_that_a_browser_named_and_nobody_offers_is_not_changed_by_saving(client, rosa):
    Registration.objects.update(zone="UTC")

    client.post(at(rosa, "details/"), {"name": "Rosa", "language": "en", "zone": "UTC"})

    rosa.refresh_from_db()
    assert '<option value="UTC" selected>' in words(client.get(at(rosa, "details/")))
    assert rosa.zone == "UTC"


# reminders


def test_reminders_are_switched_off_and_on_again(client, rosa, webinar, now, time_machine):
    reminders.switch_on(webinar, "day", now=now)
    deliver()

    off = client.post(at(rosa, "reminders/"), {"reminders": "off"}, follow=True)
    on = client.post(at(rosa, "reminders/"), {"reminders": "on"}, follow=True)

    assert "You get no reminders of this event" in words(off)
    assert "We remind you of this event by mail" in words(on)
    reminders.fire(webinar.reminders.get(lead="day").pk, now=webinar.starts_at - timedelta(days=1))
    assert Delivery.objects.get(message__kind="reminder-day").state == Fate.QUEUED


# the series


def test_another_date_of_the_series_is_one_tap_away(client, institute, now):
    series = SeriesFactory(host=institute)
    first, second = (EventFactory(host=institute, series=series, title_en=title) for title in ("Bread", "Time"))
    rosa = register(first, now=now)
    offered = client.get(links.path("my", rosa))

    taken = client.post(at(rosa, "also/"), {"event": second.slug}, follow=True)
    client.post(at(rosa, "also/"), {"event": second.slug})

    assert "Register too" in words(offered)
    assert "Register too" not in words(taken)
    assert "You have a place" in words(taken)
    other = Registration.objects.get(event=second)
    assert (other.name, other.email, other.zone) == ("Rosa Valle", "rosa@valle.example", "America/Mexico_City")
    assert [mail.subject for mail in deliver()] == [mail_of("Bread"), mail_of("Time")]


def mail_of(title):
    return f"You are registered: {title}"


def test_dates_of_elsewhere_unlisted_or_past_are_not_offered(client, institute, rosa, now):
    series = SeriesFactory(host=institute)
    mine = register(EventFactory(host=institute, series=series), now=now)
    unlisted, draft = EventFactory(series=series, unlisted=True), EventFactory(series=series, published_at=None)

    for event in (unlisted, draft, rosa.event):
        client.post(at(mine, "also/"), {"event": event.slug})

    assert "More of the series" not in words(client.get(links.path("my", mine)))
    assert Registration.objects.filter(event__in=[unlisted, draft]).count() == 0


def test_a_full_date_without_waiting_list_says_so(client, institute, now):
    series = SeriesFactory(host=institute)
    first = EventFactory(host=institute, series=series)
    full = EventFactory(host=institute, series=series, capacity=1, has_waitlist=False)
    register(full, "omar@valle.example", now=now)
    rosa = register(first, now=now)

    page = client.post(at(rosa, "also/"), {"event": full.slug})

    assert page.status_code == 409
    assert "All places are taken." in words(page)


@pytest.mark.parametrize("many", [1, 4])
def test_the_page_needs_as_many_statements_for_many_dates(client, institute, now, many, django_assert_num_queries):
    series = SeriesFactory(host=institute)
    rosa = register(EventFactory(host=institute, series=series), now=now)
    for _number in range(many):
        register(EventFactory(host=institute, series=series), now=now)
    client.get(links.path("my", rosa))

    with django_assert_num_queries(8):
        client.get(links.path("my", rosa))


# my data


def test_my_data_is_a_file_with_everything_in_words(client, rosa, webinar, now):
    asking.ask(rosa, [], words="a chair with arms", now=now)
    attendance_import.bring_in(webinar, Reading("plain", [Person("rosa@valle.example", "Rosa", 50, "attendee", 2)], []), now=now)
    deliver()

    answer = client.get(at(rosa, "data.json"))

    said = json.loads(answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="my-data-{webinar.slug}.json"'
    assert said["you"]["email"] == "rosa@valle.example"
    assert said["registration"]["status"] == "registered"
    assert said["what_you_need_to_take_part"]["words"] == "a chair with arms"
    assert said["minutes_in_reports_of_the_webinar_tool"][0]["minutes"] == 50
    assert [(mail["subject"], mail["became_of_it"]) for mail in said["mails"]] == [(mail_of(webinar.title), "sent")]
    assert said["calendar_entries_sent"][0]["what"] == "REQUEST"
    assert said["reminders"] is True


def test_my_data_says_every_column_that_is_about_a_person(rosa):
    """A new column of a registration is said too, or is named here with why it is not."""
    inner = {"id", "event", "key", "link_version", "calendar_revision", "told_sequence", "sought", "erased_at"}  # labels and counters
    columns = {field.name for field in Registration._meta.concrete_fields} - inner
    said = holding.of(rosa)

    assert len(columns) == len(said["you"]) + len(said["registration"])


# having been there


def test_who_came_gets_a_certificate_with_what_is_known(client, came, webinar):
    reading = Reading("plain", [Person("rosa@valle.example", "Rosa Valle", 76, "attendee", 1)], [])
    attendance_import.bring_in(webinar, reading, now=webinar.ends_at)
    assert "Certificate of attendance" in words(client.get(links.path("my", came)))

    english, spanish = client.get(at(came, "certificate/")), client.get("/es" + at(came, "certificate/"))

    assert "Rosa Valle took part in" in words(english)
    assert "Thursday, December 3" in words(english)
    assert "Valley Institute" in words(english)
    assert "Present for 76 minutes" in words(english)
    assert 'lang="es"' in words(spanish)


def test_nobody_else_gets_one(client, rosa, webinar, time_machine):
    before = client.get(at(rosa, "certificate/")).status_code
    time_machine.move_to(webinar.ends_at, tick=False)

    assert (before, client.get(at(rosa, "certificate/")).status_code) == (404, 404)
    assert client.post(at(rosa, "with-me/"), {"others": "3"}).status_code == 404


def test_how_many_were_with_them_is_kept_and_stands_in_the_report(client, came, institute, webinar):
    page = client.post(at(came, "with-me/"), {"others": "12"}, follow=True)

    said = reporting.report_of(institute, Period(year=2037), language="en", now=webinar.ends_at + timedelta(days=1))
    assert "Your changes are saved" in words(page)
    assert (said.came, said.along) == (1, 12)


@pytest.mark.parametrize("others", ["", "-1", "many", "501", "9" * 30])
def test_a_number_that_cannot_be_is_refused_with_a_sentence(client, came, others):
    page = client.post(at(came, "with-me/"), {"others": others})

    came.refresh_from_db()
    assert (page.status_code, came.with_them) == (422, 0)
    assert "There is a problem" in words(page)
