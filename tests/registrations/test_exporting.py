"""Taking the list of registrations away as a file."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from events_service.accounts.models import Deed
from registrations.models import AttendanceReport, Presence
from tests import factories

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1"]  # noqa: RUF001  full-width


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def export(desk, event, language="", **said):
    return desk.post(f"{language}/desk/events/{event.slug}/registrations/export/", said)


def lines(answer):
    """The rows of a CSV as a spreadsheet program reads them."""
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cells(answer):
    """The rows of a workbook's only sheet, which has no formula."""
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  we wrote it ourselves
    assert not list(sheet.iter(f"{SHEET}f"))
    return [["".join(cell.itertext()) for cell in row.iter(f"{SHEET}c")] for row in sheet.iter(f"{SHEET}row")]


def test_every_field_is_a_column_in_the_words_of_who_reads_it(desk, webinar):
    rosa = factories.RegistrationFactory(
        event=webinar, email="rosa@example.org", source="newsletter", attended_at=datetime(2037, 12, 3, 18, 1, tzinfo=UTC)
    )
    report = AttendanceReport.objects.create(
        event=webinar, kind="teams", people=1, unregistered=0, minutes=80, imported_at=datetime(2037, 12, 4, tzinfo=UTC)
    )
    Presence.objects.create(report=report, registration=rosa, minutes=80, joins=2, role="attendee")

    english, spanish = lines(export(desk, webinar, kind="csv")), lines(export(desk, webinar, "/es", kind="csv"))

    assert dict(zip(*english, strict=True)) == {
        "Name": "Rosa Valle",
        "Email": "rosa@example.org",
        "Status": "registered",
        "Turn on the waiting list": "",
        "In the room or online": "online",
        "Registered (Pacific Time)": "2037-11-01 04:00",
        "Got the place (Pacific Time)": "2037-11-01 04:00",
        "Gave the place back (Pacific Time)": "",
        "Language": "en",
        "Time zone": "America/Mexico_City",
        "Source": "newsletter",
        "Came in (Pacific Time)": "2037-12-03 10:01",
        "Minutes there": "80",
        "Joined how often": "2",
    }
    assert spanish[0][0] == "Nombre"
    assert spanish[0] != english[0]


def test_who_waits_and_who_gave_the_place_back_is_marked(desk, webinar):
    for turn, name in ((7, "Second"), (-3, "First")):
        factories.RegistrationFactory(event=webinar, name=name, status="waitlisted", turn=turn)
    factories.RegistrationFactory(event=webinar, name="Gone", status="withdrawn", withdrawn_at=datetime(2037, 11, 2, 18, tzinfo=UTC))

    rows = {row[0]: row[2:4] + row[7:8] for row in lines(export(desk, webinar, kind="csv"))[1:]}

    assert rows == {
        "First": ["on the waiting list", "1", ""],
        "Second": ["on the waiting list", "2", ""],
        "Gone": ["cannot come", "", "2037-11-02 10:00"],
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", FORMULAS)
def test_no_name_is_a_formula(desk, webinar, kind, name):
    factories.RegistrationFactory(event=webinar, name=name)

    answer = export(desk, webinar, kind=kind)

    if kind == "csv":
        assert lines(answer)[1][0] == f"'{name}"
    else:
        assert cells(answer)[1][0].replace("_x000D_", "").strip() == name.strip()


def test_a_workbook_holds_the_same(desk, webinar):
    factories.RegistrationFactory(event=webinar, name="José <b>", email="jose@example.org")

    answer = export(desk, webinar, kind="xlsx")

    assert answer["Content-Disposition"] == f'attachment; filename="registrations-{webinar.slug}.xlsx"'
    rows = cells(answer)
    assert rows[0][:3] == ["Name", "Email", "Status"]
    assert rows[1][:3] == ["José <b>", "jose@example.org", "registered"]


def test_only_whom_the_list_finds_is_taken_away(desk, webinar):
    factories.RegistrationFactory(event=webinar, name="Ana", status="withdrawn")
    factories.RegistrationFactory(event=webinar, name="Zoe")
    factories.RegistrationFactory(name="Elsewhere")

    assert [row[0] for row in lines(export(desk, webinar, list="status=withdrawn"))[1:]] == ["Ana"]
    assert [row[0] for row in lines(export(desk, webinar, list="order=name"))[1:]] == ["Ana", "Zoe"]


@pytest.mark.parametrize("said", [{"kind": "exe"}, {"list": "x" * 3_000}, {"list": "status=%00&until=9999999999999999999999"}])
def test_what_makes_no_sense_is_looked_over(desk, webinar, said):
    factories.RegistrationFactory(event=webinar)

    assert len(lines(export(desk, webinar, **said))) == 2


def test_it_is_written_down_who_took_it_away(desk, webinar, organizer):
    factories.RegistrationFactory.create_batch(2, event=webinar)

    export(desk, webinar, kind="csv")

    assert [(deed.act, deed.who, deed.more) for deed in Deed.objects.all()] == [("registrations exported", organizer, "CSV, 2")]


def test_a_viewer_and_a_stranger_get_nothing(client, webinar, institute, stranger):
    viewer = factories.MembershipFactory(organization=institute, role="viewer").user
    factories.RegistrationFactory(event=webinar)

    for user in (viewer, stranger):
        client.force_login(user)
        assert export(client, webinar, kind="csv").status_code == 404
    assert not Deed.objects.exists()


def test_nothing_of_it_is_kept(desk, webinar):
    assert export(desk, webinar, kind="csv")["Cache-Control"] == "private, no-store"


def test_many_take_as_many_statements_as_one(desk, webinar, django_assert_max_num_queries):
    def statements():
        with django_assert_max_num_queries(20) as taken:
            lines(export(desk, webinar, kind="csv"))
        return len(taken)

    factories.RegistrationFactory(event=webinar)
    one = statements()
    factories.RegistrationFactory.create_batch(30, event=webinar)

    assert statements() == one


def test_an_empty_list_offers_nothing_to_take_away(desk, webinar):
    page = desk.get(f"/desk/events/{webinar.slug}/registrations/").content.decode()

    assert "as CSV" not in page
    assert "Bring in registrations" in page


def test_the_list_offers_it(desk, webinar):
    factories.RegistrationFactory.create_batch(2, event=webinar)

    page = desk.get(f"/desk/events/{webinar.slug}/registrations/?status=confirmed").content.decode()

    assert "Take 2 with you as CSV" in page
    assert 'name="list" value="status=confirmed' in page
