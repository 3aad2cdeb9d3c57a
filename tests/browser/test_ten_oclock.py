"""Ten o'clock in a browser: a page that was opened early leads into the room that there is, whatever happened meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events_service.events.domain import publishing, rooms
from events_service.events.models import Event
from events_service.events.models.event import DOORS_OPEN
from registrations.domain import links
from tests import factories
from tests.registrations.cast import register

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def webinar():
    """Its door opens in six seconds."""
    factories.SiteFactory()
    starts = timezone.now() + DOORS_OPEN + timedelta(seconds=6)
    event = factories.EventFactory(starts_at=starts, ends_at=starts + timedelta(hours=1), starts_on=starts.date(), ends_on=starts.date())
    rooms.change(event, {"url": "https://meet.example/first", "phone": "México: +52 55 5555 0100"}, now=timezone.now())
    return event


def look_again(page):
    """Come back to the window: the screen asks at once; where its script was not there yet, it asks within twenty seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_room_changed_at_9_56(page, address, webinar, accessible, fits):
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.context.route("https://meet.example/**", lambda route: route.fulfill(body="the room", content_type="text/plain"))
    rosa = register(webinar, now=timezone.now())

    # Rosa is early. The page counts down in words, has the phone number, and no door yet
    page.goto(address + links.path("join", rosa))
    assert "The event starts in 16 minutes." in page.locator("[data-countdown]").inner_text()
    assert page.get_by_role("link", name="+52 55 5555 0100").get_attribute("href") == "tel:+525555550100"
    assert not page.get_by_role("button", name="Come in").is_visible()
    page.evaluate("window.here = true")
    accessible(page)
    fits(page)

    # the door opens by itself, without the page being loaded again
    page.get_by_role("button", name="Come in").wait_for(timeout=15_000)
    assert page.evaluate("window.here") is True
    accessible(page)

    # at 9:56 the room fails: the organizers say so on every screen, and take another one
    rooms.say_line(webinar, "We start at 10:05", now=timezone.now())
    look_again(page)
    page.get_by_text("We start at 10:05").wait_for(timeout=25_000)
    rooms.change(webinar, {"url": "https://meet.example/second"}, now=timezone.now())

    # one tap, and Rosa is in the room that there is now; her page stays, and is the way back
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Come in").click()
    opened.value.wait_for_url("https://meet.example/second")
    page.get_by_text("You came in.").wait_for(timeout=15_000)
    rosa.refresh_from_db()
    assert rosa.attended_at is not None

    # the second one fails too: the page that stayed tells her where everybody went
    rooms.change(webinar, {"url": "https://meet.example/third"}, now=timezone.now())
    look_again(page)
    page.get_by_text("We have moved to another room since you came in.").wait_for(timeout=25_000)
    accessible(page)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Come in again").click()
    opened.value.wait_for_url("https://meet.example/third")

    # and in the end it does not take place
    publishing.cancel(Event.objects.get(pk=webinar.pk), reason="The power is gone.", now=timezone.now())
    look_again(page)
    page.get_by_text("The power is gone.").wait_for(timeout=25_000)
    assert errors == []


def test_without_javascript_the_way_in_is_a_page_and_a_button(new_context, address, webinar):
    rosa = register(webinar, now=timezone.now())
    Event.objects.update(starts_at=timezone.now() + timedelta(minutes=5))
    context = new_context(java_script_enabled=False)
    context.route("https://meet.example/**", lambda route: route.fulfill(body="the room", content_type="text/plain"))
    page = context.new_page()

    page.goto(address + links.path("join", rosa))
    page.get_by_role("button", name="Come in").click()

    page.wait_for_url("https://meet.example/first")
