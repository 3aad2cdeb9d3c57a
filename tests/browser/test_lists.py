"""The organizer's list of registrations in a real browser: with Shift, on a phone, and without JavaScript."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from registrations.models import Registration
from tests.factories import EventFactory, MembershipFactory, RegistrationFactory, SiteFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def webinar(transactional_db):
    """With six people."""
    SiteFactory()
    starts_at = timezone.now() + timedelta(days=20)
    times = {"starts_on": starts_at.date(), "ends_on": starts_at.date(), "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    event = EventFactory(**times)
    for name in ("Ana", "Bo", "Cai", "Dina", "Eva", "Fay"):
        RegistrationFactory(event=event, name=name)
    return event


@pytest.fixture
def opened(new_context, address, client, webinar):
    """The list, in a browser of the kind that is asked for."""

    def open_list(**kind):
        client.force_login(MembershipFactory().user)
        context = new_context(**kind)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/desk/events/{webinar.slug}/registrations/?order=name")
        return page

    return open_list


def test_with_shift_a_whole_range_is_ticked_and_given_back(opened, accessible, fits):
    page = opened()
    fits(page)
    accessible(page)
    page.get_by_label("Tick: Bo").click()
    page.get_by_label("Tick: Dina").click(modifiers=["Shift"])

    page.get_by_role("button", name="Give their places back").click()
    accessible(page)
    fits(page)
    page.get_by_role("button", name="Do it to 3 people").click()

    page.get_by_text("3 done.").wait_for()
    assert set(Registration.objects.filter(status="withdrawn").values_list("name", flat=True)) == {"Bo", "Cai", "Dina"}


@pytest.mark.parametrize("width", [390, 1280])
def test_without_javascript_and_with_the_keyboard_alone_all_are_found_and_given_back(opened, width):
    page = opened(java_script_enabled=False, viewport={"width": width, "height": 800})
    page.get_by_label("Name or email").focus()
    page.keyboard.type("a")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=a*")

    page.get_by_label("all 6 whom this list finds").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Do it to 6 people").press("Enter")

    page.get_by_text("6 done.").wait_for()
    assert set(Registration.objects.values_list("status", flat=True)) == {"withdrawn"}
