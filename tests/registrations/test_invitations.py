import icalendar
import pytest

from registrations.domain import links, signup
from tests.factories import EventFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db


def invitation(mail):
    return icalendar.Calendar.from_ical(mail.alternatives[-1].content)


def test_the_invitation_is_for_one_person_accepted_already_from_who_sends_it(webinar, now):
    register(webinar, name="Rosa Valle, PhD", now=now)

    [mail] = deliver()

    calendar = invitation(mail)
    [event] = calendar.events
    assert calendar["METHOD"] == "REQUEST"
    assert event["ATTENDEE"] == "mailto:rosa@valle.example"
    assert event["ATTENDEE"].params["CN"].split() == ["Rosa", "Valle", "PhD"]
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ORGANIZER"] == "mailto:events@valley.example"
    assert "<events@valley.example>" in mail.from_email


def test_the_place_in_the_invitation_is_this_persons_join_page(webinar, now):
    registration = register(webinar, now=now)

    [mail] = deliver()

    [event] = invitation(mail).events
    assert event["LOCATION"] == f"https://events.example{links.path('join', registration)}"


def test_the_invitation_has_the_uid_of_every_feed_and_rings_a_quarter_of_an_hour_before(webinar, now):
    register(webinar, now=now)

    [mail] = deliver()

    [event] = invitation(mail).events
    [alarm] = event.walk("VALARM")
    assert event["UID"] == webinar.uid
    assert alarm["TRIGGER"].to_ical() == b"-PT15M"
    assert alarm["DESCRIPTION"] == "Who counts as “the economy”?"


def test_giving_the_place_back_cancels_the_entry_with_a_higher_sequence(webinar, now):
    signup.withdraw(register(webinar, now=now), now=now)

    [mail] = deliver()

    calendar = invitation(mail)
    assert (calendar["METHOD"], calendar.events[0]["STATUS"], calendar.events[0]["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_where_the_mail_service_refuses_the_part_the_entry_is_an_attached_copy_without_people(webinar, now, settings):
    settings.CALENDAR_MODE = "file"
    register(webinar, now=now)

    [mail] = deliver()

    [(name, content, kind)] = mail.attachments
    assert (name, kind) == ("event.ics", "text/calendar; method=PUBLISH")
    assert "ATTENDEE" not in content
    assert "ORGANIZER" not in content
    assert [alternative.mimetype for alternative in mail.alternatives] == ["text/html"]


def test_no_line_of_the_invitation_is_longer_than_75_octets(institute, now):
    register(EventFactory(host=institute, title_en="¿Quién cuenta? " * 15), now=now)

    [mail] = deliver()

    assert max(len(line.encode()) for line in mail.alternatives[-1].content.split("\r\n")) <= 75
