"""What webinar tools say of who came. The event is on Thursday 3 December 2037, 10:00 to 11:30 in Los Angeles."""

from dataclasses import astuple
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_service.lib.errors import DomainError
from events_service.lib.stamps import Order
from registrations.domain import presences, reports
from registrations.domain.reports import Setting

FILES = Path(__file__).parent / "reports"
SETTING = Setting(
    "America/Los_Angeles", datetime(2037, 12, 3, 18, tzinfo=UTC), datetime(2037, 12, 3, 19, 30, tzinfo=UTC), date(2037, 12, 3)
)
INES, ROSA, ANA = "ines@example.org", "rosa@example.org", "ana@example.org"


def said(content, setting=SETTING):
    """Each person's address or name, minutes, role and joins."""
    reading = reports.read(content if isinstance(content, bytes) else content.encode(), setting)
    return [(person.email or person.name, person.minutes, person.role, person.joins) for person in reading.people]


def table(*rows, headings="Name,Email,Join Time,Leave Time"):
    return "\n".join([headings, *rows])


@pytest.mark.parametrize(
    ("file", "kind", "people"),
    [
        (
            "zoom-webinar",
            "zoom-webinar",
            [
                (INES, 95, "host", 1),
                (ANA, 90, "panelist", 1),
                (ROSA, 45, "attendee", 2),
                ("pat@example.org", 30, "attendee", 1),
                ("165•••23", 30, "attendee", 1),
            ],
        ),
        ("zoom-meeting", "zoom-meeting", [(INES, 95, "attendee", 1), ("Rosa V (Rosa Valle)", 58, "attendee", 2)]),
        ("zoom-unique", "zoom-meeting", [(INES, 95, "attendee", 1), ("Rosa Valle", 58, "attendee", 1)]),
        ("teams", "teams", [(INES, 96, "host", 1), (ROSA, 50, "attendee", 2)]),
        ("teams-es", "teams", [(INES, 96, "host", 1), (ROSA, 50, "attendee", 2)]),
        ("teams-2021", "teams", [(ROSA, 29, "presenter", 1)]),
        ("teams-2020", "teams", [("Rosa Valle", 50, "attendee", 2), ("Ana Ortiz", 59, "attendee", 1)]),
        ("teams-live", "teams", [("Rosa Valle", 30, "attendee", 1)]),
        ("zoom-webinar-es", "zoom-webinar", [(INES, 95, "host", 1), (ROSA, 30, "attendee", 1), ("165•••23", 30, "attendee", 1)]),
        ("webex-event", "webex", [(ROSA, 60, "attendee", 1)]),
        ("livestorm", "plain", [(ROSA, 45, "attendee", 1)]),
        ("google-meet", "google-meet", [(ROSA, 62, "attendee", 1), ("Ana Ortiz", 40, "attendee", 1)]),
        ("goto-webinar", "goto-webinar", [(ROSA, 60, "attendee", 1)]),
        ("webex", "webex", [(ROSA, 58, "attendee", 1)]),
        ("bigbluebutton", "bigbluebutton", [("Inés Valdivia", 95, "moderator", 1), ("Rosa Valle", 60, "attendee", 1)]),
        ("jitsi", "jitsi", [(ROSA, 60, "attendee", 1)]),
        ("demio", "plain", [(ROSA, 45, "attendee", 1)]),
        ("hoja", "plain", [(ROSA, 60, "attendee", 1)]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_each_tool_is_recognised_and_read(file, kind, people, encoding):
    content = (FILES / f"{file}.csv").read_text().encode(encoding)

    assert reports.read(content, SETTING).kind == kind
    assert said(content) == people


@pytest.mark.parametrize(
    ("kind", "registrants"),
    [
        (
            "eventbrite",
            [
                (ROSA, "Rosa Valle", "Cooperativa Valle", "registered", datetime(2037, 11, 1, 18, tzinfo=UTC)),
                ("omar@example.org", "Omar Haddad", "", "cancelled", datetime(2037, 11, 2, 18, tzinfo=UTC)),
            ],
        ),
        ("pretix", [(ROSA, "Rosa Valle", "", "registered", None), ("omar@example.org", "Omar Haddad", "", "cancelled", None)]),
        ("tito", [(ROSA, "Rosa Valle", "Cooperativa Valle", "registered", datetime(2037, 11, 1, 18, tzinfo=UTC))]),
        (
            "luma",
            [
                (ROSA, "Rosa Valle", "", "registered", datetime(2037, 11, 1, 10, tzinfo=UTC)),
                ("omar@example.org", "Omar Haddad", "", "waiting", datetime(2037, 11, 1, 11, tzinfo=UTC)),
            ],
        ),
    ],
)
def test_the_export_of_a_ticket_tool_is_a_list_of_registrations(kind, registrants):
    reading = reports.read((FILES / f"{kind}.csv").read_bytes(), SETTING)

    assert (reading.kind, reading.people) == (kind, [])
    assert [astuple(one)[:-1] for one in reading.registrations] == registrants


def test_joins_that_overlap_are_one_stretch_of_time_and_the_same_row_twice_is_one():
    rows = [
        "Rosa,Rosa@Example.org,2037-12-03 10:00,2037-12-03 10:30",
        "Rosa,rosa@example.org,2037-12-03 10:20,2037-12-03 10:50",
        "Rosa,rosa@example.org,2037-12-03 10:20,2037-12-03 10:50",
        "Rosa (phone),ROSA@example.org,2037-12-03 10:25,2037-12-03 10:40",
        "Rosa,rosa@example.org,2037-12-03 11:00,2037-12-03 11:10",
    ]

    assert said(table(*rows)) == [(ROSA, 60, "attendee", 4)]


def test_who_has_no_address_is_known_by_the_name_within_the_report():
    rows = [
        "Rosa Valle,rosa@example.org,2037-12-03 10:00,2037-12-03 10:30",
        "rosa valle,,2037-12-03 10:40,2037-12-03 10:50",
        "Sam,sam@example.org,2037-12-03 10:00,2037-12-03 10:30",
        "Sam,sam@example.com,2037-12-03 10:00,2037-12-03 10:30",
        "Sam,,2037-12-03 10:00,2037-12-03 10:10",
    ]

    assert [person[:2] for person in said(table(*rows))] == [(ROSA, 40), ("sam@example.org", 30), ("sam@example.com", 30), ("Sam", 10)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("+1 650-555-0123", "+16•••23"),
        ("16505550123", "165•••23"),
        ("1650***0123", "1650***0123"),
        ("Rosa Valle", "Rosa Valle"),
        ("Call-In User_1", "Call-In User_1"),
        ("007", "007"),
    ],
)
def test_of_a_phone_number_only_the_ends_are_kept(name, shown):
    assert presences.masked_phone(name) == shown


def test_in_a_log_who_went_before_it_began_is_passed_over():
    log = "Full Name\tUser Action\tTimestamp\nRosa\tLeft\t2037-12-03 10:00\nAna\tJoined\t2037-12-03 10:00\nAna\tLeft\t2037-12-03 10:30\n"

    assert said(log) == [("Ana", 30, "attendee", 1)]


def test_minutes_are_rounded_and_who_was_there_at_all_was_there_a_minute():
    rows = [
        "A,a@example.org,2037-12-03 10:00:00,2037-12-03 10:00:10",
        "B,b@example.org,2037-12-03 10:00:00,2037-12-03 10:01:29",
        "C,c@example.org,2037-12-03 10:00:00,2037-12-03 10:01:30",
    ]

    assert [person[1] for person in said(table(*rows))] == [1, 1, 2]


def test_who_never_left_stayed_until_the_last_one_did():
    rows = ["A,a@example.org,2037-12-03 10:00,", "B,b@example.org,2037-12-03 10:00,2037-12-03 11:00"]

    assert [person[1] for person in said(table(*rows))] == [60, 60]


def test_who_stayed_past_midnight_is_counted_to_the_end():
    setting = Setting("UTC", datetime(2037, 12, 3, 23, tzinfo=UTC), datetime(2037, 12, 4, 0, 30, tzinfo=UTC), date(2037, 12, 3))

    assert said(table("A,a@example.org,23:10,00:20"), setting) == [("a@example.org", 70, "attendee", 1)]


@pytest.mark.parametrize(
    ("rows", "minutes"),
    [
        (["A,a@example.org,11/01/2037 00:50,11/01/2037 01:10,80"], 80),
        (["A,a@example.org,11/01/2037 00:50,11/01/2037 01:10,20"], 20),
        (["A,a@example.org,11/01/2037 01:50,11/01/2037 01:10,20"], 20),
        (["A,a@example.org,11/01/2037 00:30,11/01/2037 02:30,180"], 180),
        (["A,a@example.org,11/01/2037 00:30,11/01/2037 02:30,"], 180),
        (["A,a@example.org,11/01/2037 01:50,11/01/2037 01:10,"], 20),
    ],
)
def test_the_night_on_which_the_clocks_go_back_has_an_hour_more(rows, minutes):
    night = Setting("America/Los_Angeles", datetime(2037, 11, 1, 8, tzinfo=UTC), datetime(2037, 11, 1, 11, tzinfo=UTC), date(2037, 11, 1))

    assert said(table(*rows, headings="Name,Email,Join Time,Leave Time,Duration"), night)[0][1] == minutes


def test_the_night_on_which_the_clocks_go_forward_has_an_hour_less():
    night = Setting("America/Los_Angeles", datetime(2037, 3, 8, 9, tzinfo=UTC), datetime(2037, 3, 8, 12, tzinfo=UTC), date(2037, 3, 8))

    assert said(table("A,a@example.org,03/08/2037 01:30,03/08/2037 03:30"), night)[0][1] == 60


def test_month_and_day_are_told_apart_by_the_event_and_the_whole_column():
    day_first = table("A,a@example.org,03/12/2037 10:00,03/12/2037 11:00")
    forced = Setting("America/Los_Angeles", order=Order.MONTH_FIRST)

    assert said(day_first)[0][1] == 60
    assert reports.read(day_first.encode(), SETTING).order == "dmy"
    assert reports.read(day_first.encode(), forced).people[0].first_at == datetime(2037, 3, 12, 17, tzinfo=UTC)


def test_times_are_those_of_the_zone_that_is_said_unless_they_name_one():
    content = table("A,a@example.org,2037-12-03 18:00,2037-12-03 19:00").encode()
    named = table("A,a@example.org,2037-12-03 18:00 UTC,2037-12-03 19:00 UTC").encode()

    there, utc, self_said = (
        reports.read(c, s) for c, s in ((content, SETTING), (content, Setting("UTC", SETTING.starts_at, SETTING.ends_at)), (named, SETTING))
    )

    assert [reading.people[0].first_at.hour for reading in (there, utc, self_said)] == [2, 18, 18]
    assert [reading.names_its_zone for reading in (there, utc, self_said)] == [False, False, True]


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        ("Registration Report\nFirst Name,Last Name,Email,Registration Time\nA,B,c@example.org,x", "registration-report", "who registered"),
        (
            "First Name,Last Name,Email,Registration Time,Approval Status\nA,B,c@example.org,x,approved",
            "registration-report",
            "who registered",
        ),
        ("Poll Report\nTopic,Who counts\n#,User Name,User Email,Submitted Date/Time\n1,A,a@example.org,x", "poll-report", "poll"),
        ("Q&A Report\n#,Question,Asker Name,Asker Email\n1,Why?,A,a@example.org", "questions-report", "questions"),
        ("Survey Report\nName,Email\nA,a@example.org", "survey-report", "survey"),
        ("Name,Email\nA,a@example.org", "list", "without times"),
        ("hello\nworld", "unknown", "not a report"),
        ("<html><body>Sign in", "html", "web page"),
        (table("A,a@example.org,2037-06-15 10:00,2037-06-15 11:00"), "plain", "June 15, 2037"),
        (table("A,a@example.org,2037-12-02 10:00,2037-12-02 11:00"), "plain", "Dec. 2, 2037"),
        (table("A,a@example.org,05/06/2037 10:00,05/06/2037 11:00"), "plain", "May 6, 2037 or June 5, 2037"),
        (table("A,a@example.org,12/25/2037 10:00,25/12/2037 11:00"), "unknown", "do not go together"),
        (table("A,a@example.org,No", headings="Name,Email,Attended"), "plain", "names nobody"),
    ],
)
def test_the_wrong_file_is_called_by_its_name(content, kind, words):
    with pytest.raises(DomainError) as refusal:
        reports.read(content.encode(), SETTING)

    assert reports.error_kind(refusal.value) == kind
    assert words in str(refusal.value.sentence)


def test_rows_of_another_day_are_left_out_and_counted():
    rows = ["A,a@example.org,2037-12-03 10:00,2037-12-03 11:00", "B,b@example.org,2037-11-26 10:00,2037-11-26 11:00"]

    reading = reports.read(table(*rows).encode(), SETTING)

    assert ([person.name for person in reading.people], reading.left_out) == (["A"], 1)


def test_a_list_of_many_is_read_in_seconds():
    rows = [f"Person {n},p{n}@example.org,2037-12-03 10:00:{n % 60:02},2037-12-03 11:00:00,60" for n in range(20_000)]

    assert len(said(table(*rows, headings="Name,Email,Join Time,Leave Time,Duration"))) == 20_000


HEADINGS = ("Name", "Email", "Join Time", "Leave Time", "Duration", "Attended", "User Action", "Timestamp", "Role", "Order #", "Date")
TITLES = ("Attendee Details", "2. Participants", "Attendee Report")
MOMENTS = ("12/3/37, 9:55:11 AM", "2037-12-03 10:00", "03/12/2037 10:00", "11/01/2037 01:30", "10:00 PM")
CELLS = ("Yes", "No", "Joined", "Left", "a@example.org", "1:02:03", "62", "1h 2m", "--", "=1+1", "Organizer", "9" * 20, "+1 650 555 0123")
words = st.one_of(st.sampled_from(HEADINGS + TITLES + MOMENTS + CELLS), st.text(max_size=12))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(words, max_size=6), max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.binary(max_size=20),
)
def test_whatever_the_file_holds_it_is_read_or_refused_with_a_sentence(rows, delimiter, encoding, noise):
    content = "\n".join(delimiter.join(row) for row in rows).encode(encoding, errors="replace") + noise

    try:
        reading = reports.read(content, SETTING)
    except DomainError as error:
        refusal = error
    else:
        refusal = None
    if refusal:
        assert str(refusal.sentence)
        assert reports.error_kind(refusal)
    else:
        assert reading.people or reading.registrations
        assert all(0 <= person.minutes <= 60 * 24 * 3 or not person.first_at for person in reading.people)
