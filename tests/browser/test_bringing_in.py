"""An organizer brings in who registered elsewhere, with wrong rows, and afterwards who came; with and without JavaScript."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from registrations.models import Registration
from tests.factories import EventFactory, MembershipFactory, OrganizationFactory, RegistrationFactory, SiteFactory

pytestmark = pytest.mark.django_db(transaction=True)

LIST = (
    b"Name,Email,Status\nRosa Valle,rosa@example.org,\nNo Address,,\nOmar Haddad,omar@example.org,Cancelled\nAna Ortiz,ana@example.org,\n"
)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def desk(request, browser, address, client, transactional_db):
    """A browser in which an organizer is signed in."""
    SiteFactory()
    client.force_login(MembershipFactory(organization=OrganizationFactory()).user)
    context = browser.new_context(java_script_enabled=request.param, locale="en-US", accept_downloads=True, bypass_csp=False)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    yield context.new_page()
    context.close()


def event(**away):
    starts_at = (timezone.now() + timedelta(**away)).replace(minute=0, second=0, microsecond=0)
    day = starts_at.date()
    return EventFactory(zone="UTC", starts_on=day, ends_on=day, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90))


def choose(page, name, content):
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Look at it").click()


def test_a_list_with_wrong_rows_is_looked_at_brought_in_and_taken_away(desk, address, post):
    coming = event(days=9)

    desk.goto(f"{address}/desk/events/{coming.slug}/registrations/")
    desk.get_by_role("link", name="Bring in registrations").click()
    choose(desk, "people.pdf", b"%PDF-1.7")
    refused = desk.locator(".errorlist").inner_text()
    choose(desk, "people.csv", LIST)
    shown = desk.locator("main").inner_text()
    desk.get_by_role("button", name="Bring in 2, write to nobody").click()
    after = desk.locator("main").inner_text()
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Take 2 with you as CSV").click()

    assert "This is a PDF" in refused
    assert "no email address" in shown
    assert "cancelled there" in shown
    assert "2 registrations brought in. Nobody was written to." in after
    assert sorted(Registration.objects.values_list("email", flat=True)) == ["ana@example.org", "rosa@example.org"]
    assert post() == []
    assert "rosa@example.org" in download.value.path().read_text(encoding="utf-8-sig")


def test_who_came_is_looked_at_in_another_zone_brought_in_and_taken_back(desk, address):
    held = event(days=-1)
    RegistrationFactory(event=held, name="Rosa Valle", email="rosa@example.org")
    there = held.starts_at + timedelta(hours=5)  # a clock further east
    row = f"Rosa Valle,rosa@example.org,{there:%Y-%m-%d %H:%M},{there + timedelta(hours=1):%Y-%m-%d %H:%M}\n"

    desk.goto(f"{address}/desk/events/{held.slug}/attendance/")
    choose(desk, "report.csv", f"Name,Email,Join Time,Leave Time\n{row}".encode())
    doubted = desk.locator("main").inner_text()
    desk.get_by_label("Time zone").select_option("Asia/Karachi")
    desk.get_by_role("button", name="Read it like this").click()
    sure = desk.locator("main").inner_text()
    desk.get_by_role("button", name="Bring in 1 person").click()
    came_at = Registration.objects.get().attended_at
    desk.get_by_role("button", name="Take it back").click()

    assert "Are the times of the report in another time zone?" in doubted
    assert "in another time zone?" not in sure
    assert came_at == held.starts_at
    assert Registration.objects.get().attended_at is None
