"""Two fields and the date moves itself: an event is duplicated in a real browser, with and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events_service.events.models import Event
from registrations.domain import reminders
from tests.factories import EventFactory, MembershipFactory, OrganizationFactory, RegistrationFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "timezone_id": "Asia/Tokyo"}


@pytest.fixture
def webinar(transactional_db):
    """At six in the evening UTC, about three weeks from now, with a registration and a reminder that is on."""
    SiteFactory()
    valley = OrganizationFactory(name="Valley Institute", slug="valley-institute", zone="UTC")
    MembershipFactory(user=UserFactory(email="ines@valley.example"), organization=valley, role="organizer")
    starts_at = (timezone.now() + timedelta(days=20)).replace(hour=18, minute=0, second=0, microsecond=0)
    day, ends_at = starts_at.date(), starts_at + timedelta(hours=1)
    event = EventFactory(host=valley, zone="UTC", slug="who-counts", starts_on=day, ends_on=day, starts_at=starts_at, ends_at=ends_at)
    RegistrationFactory(event=event)
    reminders.switch_on(event, "day", note="Bring a question.", now=timezone.now())
    return event


@pytest.fixture
def desk(new_context, sign_in, webinar):
    """Her desk, in a browser of the kind that is asked for; signed in by the code in the mail."""

    def opened(**kind):
        page = new_context(**kind).new_page()
        sign_in(page, "ines@valley.example")
        page.wait_for_url("**/desk/")
        return page

    return opened


def on_the_wall(event, **later):
    return f"{event.starts_at + timedelta(**later):%Y-%m-%dT%H:%M}"


def test_an_event_is_duplicated(desk, address, webinar, accessible, fits):
    ines = desk()
    ines.goto(f"{address}/desk/events/who-counts/")
    ines.get_by_role("link", name="Duplicate").click()

    # the same time a week later stands there already, and is read back where she is
    starts, said = ines.get_by_label("Starts"), ines.get_by_role("status")
    assert starts.input_value() == on_the_wall(webinar, days=7)
    said.get_by_text("in Tokyo").wait_for()
    assert ines.get_by_text("Reminders with what they say, all switched off").is_visible()
    assert ines.get_by_text("Registrations: 1").is_visible()
    assert not ines.get_by_role("button", name="Check the time").is_visible()
    accessible(ines)
    fits(ines)

    # what she types is read back as she types it
    starts.fill(on_the_wall(webinar, days=14, hours=-3))
    said.get_by_text("3:00 – 4:00 PM UTC").wait_for()
    ines.get_by_label("Title").fill("Who counts now?")
    ines.get_by_label("Title").press("Enter")
    ines.wait_for_url("**/desk/events/who-counts-now/")

    # and there it is, with nobody and nothing switched on
    copy = Event.objects.get(slug="who-counts-now")
    assert copy.starts_at == webinar.starts_at + timedelta(days=14, hours=-3)
    assert ines.get_by_text("switched on, it would reach 0 people now").count() == 4
    accessible(ines)
    ines.get_by_role("link", name="Reminders", exact=True).click()
    ines.get_by_text("Say something besides").nth(1).click()
    assert ines.get_by_label("What to say besides").nth(1).input_value() == "Bring a question."


def test_pressed_twice_in_haste_there_is_one(desk, address, webinar):
    ines = desk()
    ines.goto(f"{address}/desk/events/who-counts/duplicate/")
    ines.get_by_role("button", name="Make the draft").dblclick()
    ines.wait_for_url("**/desk/events/who-counts-as-the-economy/")

    assert Event.objects.count() == 2


def test_without_javascript_the_time_is_checked_by_a_button(desk, address, webinar, accessible):
    ines = desk(java_script_enabled=False)
    ines.goto(f"{address}/desk/events/who-counts/duplicate/")
    ines.get_by_label("Starts").fill(on_the_wall(webinar, days=8, hours=-9))
    ines.get_by_role("button", name="Check the time").click()

    assert "9:00 – 10:00 AM UTC" in ines.get_by_role("status").inner_text()
    assert Event.objects.count() == 1
    ines.get_by_role("button", name="Make the draft").click()
    ines.wait_for_url("**/desk/events/who-counts-as-the-economy/*")  # a redirect keeps the fragment
    assert Event.objects.count() == 2


def test_a_time_that_is_left_out_is_said_while_it_is_typed(desk, address, webinar):
    Event.objects.update(zone="America/Los_Angeles")
    ines = desk()
    ines.goto(f"{address}/desk/events/who-counts/duplicate/")
    ines.get_by_label("Starts").fill("2038-03-14T02:30")

    ines.get_by_text("There is no 02:30 on 2038-03-14 in America/Los_Angeles").wait_for()
    assert ines.get_by_role("button", name="Check the time").is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_event_is_kept_as_a_template_and_another_made_of_it(desk, address, webinar, accessible, fits, javascript):
    ines = desk(java_script_enabled=javascript)
    ines.goto(f"{address}/desk/events/who-counts/")
    ines.get_by_role("link", name="Save as a template").click()
    ines.get_by_label("Name of the template").fill("Monthly talk")
    if javascript:
        accessible(ines)
        fits(ines)
    ines.get_by_role("button", name="Save the template").click()
    ines.get_by_text("The template “Monthly talk” is kept.").wait_for()
    if javascript:
        accessible(ines)
        fits(ines)

    # the next one: a title, and the time that stands there already
    ines.goto(f"{address}/desk/events/new/")
    ines.get_by_role("link", name="Begin with a template").click()
    ines.get_by_role("main").get_by_role("link", name="New event").click()
    ines.get_by_label("Title").fill("Who counts in January?")
    if javascript:
        accessible(ines)
        fits(ines)
    ines.get_by_role("button", name="Make the draft").click()
    ines.get_by_text("This is the new draft").wait_for()
    assert Event.objects.get(slug="who-counts-in-january").starts_at == webinar.starts_at + timedelta(days=7)

    # and it can be deleted
    ines.goto(f"{address}/desk/templates/")
    ines.locator("summary", has_text="Delete").click()
    ines.get_by_role("button", name="Delete the template").click()
    ines.get_by_text("is deleted").wait_for()
