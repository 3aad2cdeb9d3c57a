"""Check-in on a phone: two volunteers, a list of names, and the codes that people bring."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations.domain import checking_in, links
from registrations.models import Seat, Way
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def gathering():
    factories.SiteFactory()
    starts = timezone.now() + timedelta(minutes=20)
    day = starts.date()
    return factories.EventFactory(
        presence="in_person",
        place="12 Main Street",
        zone="UTC",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        starts_on=day - timedelta(days=1),
        ends_on=day,
    )


def button_of(page, name):
    return page.get_by_role("listitem").filter(has_text=name).get_by_role("button")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_check_in_on_a_phone(new_context, address, gathering, accessible, scheme):
    rosa, omar = (
        factories.RegistrationFactory(event=gathering, name=name, email=email, seat=Seat.ROOM)
        for name, email in (("Rosa Ñandú", "rosa@valle.example"), ("Omar Haddad", "omar@valle.example"))
    )
    door = f"{address}/door/{checking_in.token_of(gathering)}/"
    phones = [new_context(**PHONE, color_scheme=scheme).new_page() for _each in range(2)]
    first, second = phones

    # both volunteers open the link of the day; nobody is there yet
    for phone in phones:
        phone.goto(door)
        phone.get_by_text("0 of 2 are here.").wait_for()
    accessible(first)
    assert "@" not in first.get_by_role("main").inner_text()

    # Rosa says her name; the other volunteer, whose list is older, does not count her twice
    first.get_by_label("Name").fill("nandu")
    first.get_by_role("button", name="Find").tap()
    button_of(first, "Rosa Ñandú").tap()
    first.get_by_text("Rosa Ñandú is in. Welcome!").wait_for()
    button_of(second, "Rosa Ñandú").tap()
    second.get_by_text("Rosa Ñandú was checked in already").wait_for()
    second.get_by_text("1 of 2 are here.").wait_for()
    accessible(second)

    # Omar shows the code in his registration; the camera of the phone opens it
    visitor = new_context(**PHONE, color_scheme=scheme).new_page()
    visitor.goto(address + links.path("my", omar))
    visitor.get_by_alt_text("Your code for the door").wait_for()
    accessible(visitor)
    second.goto(address + links.path("badge", omar))
    second.get_by_role("heading", name="Omar Haddad").wait_for()
    accessible(second)
    second.get_by_role("button", name="Check in").tap()
    second.get_by_text("Omar Haddad is in. Welcome!").wait_for()

    # that was the wrong Omar
    button_of(second, "Omar Haddad").tap()
    second.get_by_text("Omar Haddad is not checked in any more.").wait_for()
    assert second.evaluate("document.documentElement.scrollWidth") <= 390
    rosa.refresh_from_db()
    omar.refresh_from_db()
    assert (rosa.came_by, omar.attended_at) == (Way.DOOR, None)
