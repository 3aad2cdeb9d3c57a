"""Bringing in who came, by the page and by the command. The webinar begins on Thursday 3 December 2037 at 18:00 UTC."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from events_service.accounts.models import Deed
from registrations.domain import attendance, attendance_import, reports, uploads
from registrations.models import AttendanceReport, Presence, Registration, Upload
from tests import factories

FILES = Path(__file__).parent / "reports"
START = datetime(2037, 12, 3, 18, tzinfo=UTC)
AFTER = START + timedelta(hours=3)
ZOOM = FILES / "zoom-webinar.csv"
HEADINGS = "Name,Email,Join Time,Leave Time\n"


@pytest.fixture
def rosa(webinar):
    return factories.RegistrationFactory(event=webinar, email="rosa@example.org")


@pytest.fixture
def desk(client, organizer, time_machine):
    time_machine.move_to(AFTER, tick=False)
    client.force_login(organizer)
    return client


def report(*rows, headings=HEADINGS):
    return (headings + "\n".join(rows)).encode()


def bring_in(event, content, *, by=None):
    return attendance_import.bring_in(event, reports.read(content, reports.setting_of(event)), by=by, now=AFTER)


def presences(event):
    rows = Presence.objects.filter(registration__event=event).order_by("registration__email")
    return [(row.registration.email, row.report.kind, row.minutes, row.joins) for row in rows]


def run(file, event, *options):
    out = io.StringIO()
    call_command("import_attendance", str(file), "--event", event.slug, *options, stdout=out)
    return out.getvalue()


def test_who_came_is_written_down_and_who_is_not_registered_is_counted(webinar, rosa):
    told = bring_in(webinar, ZOOM.read_bytes())

    rosa.refresh_from_db()
    assert (told.kind, told.people, told.unregistered, told.minutes, told.average) == ("zoom-webinar", 5, 4, 290, 58)
    assert presences(webinar) == [("rosa@example.org", "zoom-webinar", 45, 2)]
    assert rosa.attended_at == START
    assert attendance.of(webinar, now=AFTER).came == 1


def test_twice_is_once_and_a_corrected_file_takes_the_place_of_the_one_before(webinar, rosa):
    ana = factories.RegistrationFactory(event=webinar, email="ana@example.org")
    first = report("Rosa,rosa@example.org,2037-12-03 10:00,2037-12-03 11:00", "Ana,ana@example.org,2037-12-03 10:00,2037-12-03 11:00")

    bring_in(webinar, first)
    bring_in(webinar, first)
    twice = presences(webinar)
    bring_in(webinar, report("Rosa,rosa@example.org,2037-12-03 10:05,2037-12-03 11:00"))

    rosa.refresh_from_db()
    ana.refresh_from_db()
    assert twice == [("ana@example.org", "plain", 60, 1), ("rosa@example.org", "plain", 60, 1)]
    assert presences(webinar) == [("rosa@example.org", "plain", 55, 1)]
    assert (rosa.attended_at, ana.attended_at) == (START + timedelta(minutes=5), None)
    assert AttendanceReport.objects.count() == 1


def test_who_pressed_the_button_came_then_whatever_a_report_says(webinar, rosa):
    attendance.record_join(rosa, now=START + timedelta(minutes=1))

    bring_in(webinar, report("Rosa,rosa@example.org,2037-12-03 10:09,2037-12-03 11:00"))
    attendance_import.take_back(webinar, "plain", now=AFTER)

    rosa.refresh_from_db()
    assert rosa.attended_at == START + timedelta(minutes=1)


def test_taken_back_nobody_came_by_that_report_but_by_another(webinar, rosa):
    bring_in(webinar, report("Rosa,rosa@example.org,2037-12-03 10:00,2037-12-03 11:00"))
    bring_in(webinar, ZOOM.read_bytes())

    attendance_import.take_back(webinar, "plain", now=AFTER)
    by_another = Registration.objects.get(pk=rosa.pk).attended_at
    attendance_import.take_back(webinar, "zoom-webinar", now=AFTER)

    assert by_another == START
    assert Registration.objects.get(pk=rosa.pk).attended_at is None
    assert not attendance_import.take_back(webinar, "zoom-webinar", now=AFTER)


def test_a_report_of_minutes_alone_lets_people_come_at_the_start(webinar, rosa):
    bring_in(webinar, (FILES / "demio.csv").read_bytes())

    rosa.refresh_from_db()
    assert rosa.attended_at == START


def test_a_name_is_enough_where_it_is_one_persons_alone(webinar):
    rosa = factories.RegistrationFactory(event=webinar, name="Rosa Valle")
    factories.RegistrationFactory.create_batch(2, event=webinar, name="Sam")
    factories.RegistrationFactory(event=webinar, name="Ana", email="ana@example.org")
    rows = ["RV (Rosa Válle),", "Sam,", "Ana,ana@example.org", "Ana,ana@elsewhere.example", "Nobody,"]

    matched = attendance_import.match(
        webinar, reports.read(report(*(f"{row},2037-12-03 10:00,2037-12-03 11:00" for row in rows)), reports.setting_of(webinar)).people
    )

    assert [(one.person.name, one.by_name) for one in matched.known] == [("Ana", False), ("RV (Rosa Válle)", True)]
    assert matched.known[1].registration_id == rosa.pk
    assert [person.name for person in matched.unknown] == ["Sam", "Ana", "Nobody"]


def test_an_erased_person_leaves_the_totals(webinar, rosa):
    bring_in(webinar, ZOOM.read_bytes())

    rosa.delete()

    told = AttendanceReport.objects.get()
    assert (told.people, told.minutes, Presence.objects.count()) == (5, 290, 0)


def test_the_command_says_it_as_json_and_writes_it_down(webinar, rosa):
    said = json.loads(run(ZOOM, webinar, "--json"))

    assert list(said) == ["kind", "people", "error"]
    assert (said["kind"], said["error"], len(said["people"])) == ("zoom-webinar", None, 5)
    assert said["people"][2] == {"email": "rosa@example.org", "name": "Rosa V (Rosa Valle)", "minutes": 45, "role": "attendee", "joins": 2}
    assert presences(webinar) == [("rosa@example.org", "zoom-webinar", 45, 2)]


@pytest.mark.parametrize("options", [["--dry-run"], ["--dry-run", "--json"]])
def test_a_dry_run_writes_nothing(webinar, rosa, options):
    run(ZOOM, webinar, *options)

    assert not AttendanceReport.objects.exists()


def test_the_command_says_in_words_what_it_found(webinar, rosa):
    said = run(ZOOM, webinar)

    assert "   45 min, 2 joins, attendee: Rosa V (Rosa Valle) rosa@example.org" in said
    assert "zoom-webinar: 5 people, 1 registered, 4 not." in said


def test_the_command_answers_a_list_of_registrations_and_writes_nothing(webinar):
    said = json.loads(run(FILES / "luma.csv", webinar, "--json"))

    assert list(said) == ["kind", "registrations", "error"]
    assert [one["email"] for one in said["registrations"]] == ["rosa@example.org", "omar@example.org"]
    assert "a list of 2 registrations" in run(FILES / "luma.csv", webinar)
    assert not AttendanceReport.objects.exists()


@pytest.mark.parametrize(
    ("file", "options", "words"),
    [("nowhere.csv", [], "cannot be opened"), ("manage.py", [], "not a report"), (ZOOM, ["--zone", "Mars/Base"], "no time zone")],
)
def test_the_command_fails_with_a_sentence_in_json_too(webinar, capsys, file, options, words):
    out = io.StringIO()

    with pytest.raises(CommandError, match=words):
        call_command("import_attendance", str(file), "--event", webinar.slug, "--json", *options, stdout=out)

    said = json.loads(out.getvalue())
    assert said["people"] == []
    assert words in said["error"]


def test_an_event_that_is_not_there_is_said(db):
    with pytest.raises(CommandError, match="no event"):
        call_command("import_attendance", str(ZOOM), "--event", "nothing")


def at(event, more=""):
    return f"/desk/events/{event.slug}/attendance/{more}"


def upload(desk, event, content):
    return desk.post(at(event), {"file": io.BytesIO(content)})


def test_the_page_shows_first_and_writes_at_a_yes(desk, webinar, rosa, organizer):
    found = upload(desk, webinar, ZOOM.read_bytes()).url
    page = desk.get(found).content.decode()
    before = AttendanceReport.objects.count()

    after = desk.post(found, {"confirm": "1"}, follow=True).content.decode()

    assert "Zoom Webinars: 5 people were there, 58 minutes on average." in page
    assert "1 is registered, 4 are not." in page
    assert "Bring in 5 people" in page
    assert before == 0
    assert "5 people brought in." in after
    assert AttendanceReport.objects.get().by == organizer
    assert not Upload.objects.exists()
    assert [deed.act for deed in Deed.objects.all()] == ["attendance imported"]


def test_who_came_stands_on_the_overview_and_is_taken_back_there(desk, webinar, rosa):
    desk.post(upload(desk, webinar, ZOOM.read_bytes()).url, {"confirm": "1"})
    overview = desk.get(f"/desk/events/{webinar.slug}/").content.decode()

    desk.post(at(webinar, "zoom-webinar/back/"))

    assert "Zoom Webinars: 5 people, 58 minutes on average; 4 without a registration" in overview
    assert not AttendanceReport.objects.exists()


def test_times_are_read_anew_in_another_zone(desk, webinar, rosa):
    content = report("Rosa,rosa@example.org,2037-12-03 18:00,2037-12-03 19:00")
    found = upload(desk, webinar, content).url

    page = desk.get(found)
    desk.post(found, {"confirm": "1", "zone": "UTC", "dates": ""})

    rosa.refresh_from_db()
    assert page.context["seems_elsewhere"]
    assert rosa.attended_at == START


@pytest.mark.parametrize("said", [{"zone": "Mars/Base"}, {"dates": "ymd"}])
def test_an_understanding_that_makes_no_sense_writes_nothing(desk, webinar, said):
    page = desk.post(upload(desk, webinar, ZOOM.read_bytes()).url, {"confirm": "1"} | said)

    assert page.status_code == 422
    assert not AttendanceReport.objects.exists()


def test_another_order_of_month_and_day_may_be_another_day(desk, webinar):
    found = upload(desk, webinar, report("R,r@example.org,12/03/2037 10:00,12/03/2037 11:00")).url

    page = desk.get(found, {"dates": "dmy"})

    assert page.status_code == 422
    assert "This report is of another day" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04zip", "workbook"),
        ((FILES / "eventbrite.csv").read_bytes(), "a list of registrations"),
        (report("R,r@example.org,2037-06-15 10:00,2037-06-15 11:00"), "another day"),
    ],
)
def test_the_wrong_file_is_refused_beside_the_field(desk, webinar, content, words):
    page = upload(desk, webinar, content)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Upload.objects.exists()


def test_without_a_file_the_page_asks_for_one(desk, webinar):
    page = desk.post(at(webinar), {"file": "typed"})

    assert page.status_code == 422
    assert "Choose the file" in page.content.decode()


def test_a_file_that_is_left_or_whose_hour_is_over_is_forgotten(desk, webinar, time_machine):
    left = upload(desk, webinar, ZOOM.read_bytes()).url
    desk.post(left, {"leave": "1"})
    late = upload(desk, webinar, ZOOM.read_bytes()).url
    time_machine.move_to(AFTER + timedelta(hours=1))

    page = desk.post(late, {"confirm": "1"})
    uploads.sweep(AFTER + timedelta(hours=1))

    assert "no longer here" in page.content.decode()
    assert not Upload.objects.exists()
    assert not AttendanceReport.objects.exists()


def test_a_file_is_for_who_sent_it_and_for_its_event(desk, client, webinar, institute):
    found = upload(desk, webinar, ZOOM.read_bytes()).url
    other = factories.EventFactory(host=institute)
    client.force_login(factories.MembershipFactory(organization=institute, role="organizer").user)

    assert "no longer here" in client.get(found).content.decode()
    assert "no longer here" in client.get(found.replace(webinar.slug, other.slug)).content.decode()


def test_the_found_page_takes_as_many_queries_for_thirty_as_for_three(desk, webinar, django_assert_max_num_queries):
    def queries_for(numbers):
        for number in numbers:
            factories.RegistrationFactory(event=webinar, email=f"p{number}@example.org")
        rows = [f"P,p{number}@example.org,2037-12-03 10:00,2037-12-03 11:00" for number in range(numbers.stop)]
        address = upload(desk, webinar, report(*rows)).url
        with django_assert_max_num_queries(20) as taken:
            desk.get(address)
        return len(taken)

    assert queries_for(range(3)) == queries_for(range(3, 30))
