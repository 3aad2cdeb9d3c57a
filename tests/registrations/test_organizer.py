"""Organizer pages that count who comes: moving, cancelling, reminders, the list."""

from datetime import UTC, datetime

import pytest

from events_service.mail.domain import suppressing
from events_service.mail.domain.fates import Copies
from registrations.domain import reminders, signup
from registrations.models import Reminder
from tests import factories

MOVED = {"zone": "America/Los_Angeles", "starts": "2037-12-04T09:00", "ends": "2037-12-04T10:30"}


@pytest.fixture
def desk(client, organizer, time_machine, now):
    time_machine.move_to(now, tick=False)
    client.force_login(organizer)
    return client


@pytest.fixture
def audience(webinar):
    """Three registered, one of whom no mail reaches, one waiting, one gone."""
    people = factories.RegistrationFactory.create_batch(3, event=webinar)
    factories.RegistrationFactory(event=webinar, status="waitlisted", turn=1)
    factories.RegistrationFactory(event=webinar, status="withdrawn")
    suppressing.suppress(people[0].email, reason=suppressing.Reason.BOUNCED)


def at(event, page):
    return f"/desk/events/{event.slug}/{page}/"


def test_new_times_are_first_shown_with_who_will_be_told(desk, webinar, audience):
    page = desk.post(at(webinar, "reschedule"), MOVED)

    webinar.refresh_from_db()
    told = page.context["told"]
    assert (told.registered, told.waiting, told.unreachable) == (3, 1, 1)
    assert "Move it and tell 3 people" in page.content.decode()
    assert webinar.starts_at == datetime(2037, 12, 3, 18, tzinfo=UTC)


def test_confirmed_the_event_moves(desk, webinar, audience):
    page = desk.post(at(webinar, "reschedule"), MOVED | {"confirm": "1"}, follow=True)

    webinar.refresh_from_db()
    assert webinar.starts_at == datetime(2037, 12, 4, 17, tzinfo=UTC)
    assert "3 people will be told. The mail leaves in two minutes." in page.content.decode()


def test_going_back_shows_the_new_times_to_change(desk, webinar):
    page = desk.post(at(webinar, "reschedule"), MOVED | {"back": "1"})

    webinar.refresh_from_db()
    assert 'value="2037-12-04T09:00"' in page.content.decode()
    assert webinar.starts_at == datetime(2037, 12, 3, 18, tzinfo=UTC)


def test_the_same_times_tell_nobody(desk, webinar, audience):
    same = {"zone": "America/Los_Angeles", "starts": "2037-12-03T10:00", "ends": "2037-12-03T11:30", "confirm": "1"}

    page = desk.post(at(webinar, "reschedule"), same, follow=True)

    webinar.refresh_from_db()
    assert "Nothing changed" in page.content.decode()
    assert webinar.sequence == 0


@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts": ""}, "starts"),
        ({"ends": "2037-12-04T08:00"}, "ends"),
        ({"starts": "2037-03-08T02:30"}, "starts"),
        ({"zone": "x"}, "zone"),
    ],
)
def test_times_that_cannot_be_are_refused_beside_the_field(desk, webinar, changed, field, confirm):
    page = desk.post(at(webinar, "reschedule"), MOVED | changed | confirm)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_a_start_that_is_past_is_refused(desk, webinar):
    page = desk.post(at(webinar, "reschedule"), MOVED | {"starts": "2037-11-01T09:00", "ends": "2037-11-01T10:00", "confirm": "1"})

    webinar.refresh_from_db()
    assert page.status_code == 422
    assert webinar.starts_at == datetime(2037, 12, 3, 18, tzinfo=UTC)


def test_a_draft_is_moved_in_its_form(desk, institute):
    draft = factories.EventFactory(host=institute, published_at=None)

    assert desk.get(at(draft, "reschedule")).url == at(draft, "edit")


def test_cancelling_shows_who_will_be_told_and_takes_a_reason(desk, webinar, audience, now):
    asked = desk.get(at(webinar, "cancel")).content.decode()

    page = desk.post(at(webinar, "cancel"), {"reason": "The hall is flooded."}, follow=True).content.decode()

    webinar.refresh_from_db()
    assert "Cancel it and tell 3 people" in asked
    assert (webinar.cancelled_at, webinar.cancel_reason) == (now, "The hall is flooded.")
    assert "Cancelled. 3 people will be told." in page


def test_a_reason_that_is_too_long_is_kept_and_refused(desk, webinar):
    page = desk.post(at(webinar, "cancel"), {"reason": "x" * 501})

    webinar.refresh_from_db()
    assert page.status_code == 422
    assert "x" * 501 in page.content.decode()
    assert webinar.cancelled_at is None


def test_what_was_cancelled_can_take_place_after_all(desk, webinar):
    desk.post(at(webinar, "cancel"), {"reason": ""})

    desk.post(at(webinar, "reinstate"))

    webinar.refresh_from_db()
    assert webinar.cancelled_at is None


def test_reinstating_what_takes_place_is_no_error(desk, webinar):
    assert desk.post(at(webinar, "reinstate")).status_code == 302


def test_reminders_show_their_moment_and_whom_they_would_reach(desk, webinar, audience):
    page = desk.get(at(webinar, "reminders"))

    steps = {step.planned.reminder.lead: step.planned for step in page.context["steps"]}
    assert list(steps) == ["week", "day", "hour", "now"]
    assert (steps["week"].moment, steps["week"].reach) == (datetime(2037, 11, 26, 18, tzinfo=UTC), 3)
    assert "Thursday, November 26, 2037, 10:00 AM Pacific Time" in page.content.decode()


def test_a_reminder_is_switched_on_with_a_note_and_off_again(desk, webinar, now):
    desk.post(at(webinar, "reminders"), {"lead": "day", "act": "on", "note": "Bring a question."})
    on = Reminder.objects.get(event=webinar, lead="day")
    desk.post(at(webinar, "reminders"), {"lead": "day", "act": "off"})
    off = Reminder.objects.get(event=webinar, lead="day")

    assert (on.on_since, on.note) == (now, "Bring a question.")
    assert off.on_since is None


@pytest.mark.parametrize("typed", [{}, {"lead": "%s%(x)s", "act": "on"}, {"lead": "year", "act": "on"}, {"lead": "day", "act": "explode"}])
def test_a_reminder_that_does_not_exist_is_refused(desk, webinar, typed):
    page = desk.post(at(webinar, "reminders"), {"act": "on"} | typed)

    assert page.status_code == 422
    assert not Reminder.objects.filter(event=webinar, on_since__isnull=False).exists()


def test_a_note_that_is_too_long_is_kept_and_refused(desk, webinar):
    page = desk.post(at(webinar, "reminders"), {"lead": "day", "act": "on", "note": "y" * 2_001})

    assert page.status_code == 422
    assert "y" * 2_001 in page.content.decode()
    assert '<a href="#note-day">Say it in at most 2,000 characters</a>' in page.content.decode()
    assert 'id="note-day"' in page.content.decode()


def test_what_became_of_a_reminder_is_counted(desk, webinar, now):
    factories.RegistrationFactory.create_batch(2, event=webinar)
    reminders.switch_on(webinar, "week", now=now)
    moment = datetime(2037, 11, 26, 18, 1, tzinfo=UTC)
    reminders.fire(Reminder.objects.get(event=webinar, lead="week").pk, now=moment)

    step = desk.get(at(webinar, "reminders")).context["steps"][0]

    assert (step.planned.state, step.copies) == ("sent", Copies(left=0, in_transit=2, troubled=0, other=0))


def test_the_list_shows_name_address_status_and_the_fate_of_the_mail(desk, webinar, now):
    signup.register(webinar, details=signup.Details("Rosa Valle", "rosa@valle.example", "es", "America/Mexico_City"), now=now)

    page = desk.get(at(webinar, "registrations"))

    row = page.context["rows"][0]
    assert (row.registration.name, row.fate) == ("Rosa Valle", "queued")
    assert "rosa@valle.example" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Zoe", "Ana"]),
        ({"q": "zo"}, ["Zoe"]),
        ({"q": "ANA@"}, ["Ana"]),
        ({"status": "withdrawn"}, ["Ana"]),
        ({"q": "nobody"}, []),
        ({"status": "no such status"}, ["Zoe", "Ana"]),
        ({"q": "\x00"}, ["Zoe", "Ana"]),
        ({"q": "%"}, []),
    ],
)
def test_the_list_is_searched_and_filtered(desk, webinar, query, names):
    factories.RegistrationFactory(event=webinar, name="Ana", email="ana@valle.example", status="withdrawn")
    factories.RegistrationFactory(event=webinar, name="Zoe", email="z@valle.example")
    factories.RegistrationFactory(name="Elsewhere")

    page = desk.get(at(webinar, "registrations"), query)

    assert [row.registration.name for row in page.context["rows"]] == names


def test_the_list_is_paged_by_fifty_and_keeps_its_filter(desk, webinar):
    factories.RegistrationFactory.create_batch(51, event=webinar)

    first = desk.get(at(webinar, "registrations"), {"q": "rosa"})
    second = desk.get(at(webinar, "registrations"), {"q": "rosa", "page": "2"})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 1)
    assert "?q=rosa&amp;page=2" in first.content.decode()


def test_the_list_takes_as_many_queries_for_three_as_for_one(desk, webinar, django_assert_num_queries, django_assert_max_num_queries):
    factories.RegistrationFactory(event=webinar)
    with django_assert_max_num_queries(20) as one:
        desk.get(at(webinar, "registrations"))
    factories.RegistrationFactory.create_batch(2, event=webinar)

    with django_assert_num_queries(len(one)):
        desk.get(at(webinar, "registrations"))


def test_a_name_with_markup_is_shown_as_it_was_typed(desk, webinar):
    factories.RegistrationFactory(event=webinar, name="<b>Rosa</b>")

    assert "&lt;b&gt;Rosa&lt;/b&gt;" in desk.get(at(webinar, "registrations")).content.decode()


def test_a_draft_has_nothing_to_cancel_and_says_so(desk, institute):
    draft = factories.EventFactory(host=institute, published_at=None)

    page = desk.post(at(draft, "cancel"), {"reason": ""})

    assert page.status_code == 422
    assert "nothing to cancel" in page.content.decode()
