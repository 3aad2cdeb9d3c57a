"""From the desk through the editor to the list of who registered, with nothing but the keyboard."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events_service.events.models import Event
from tests.factories import EventFactory, MembershipFactory, OrganizationFactory, RegistrationFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

TABS_AT_MOST = 120


@pytest.fixture
def ines(page, sign_in, transactional_db):
    """Ines at her desk, with six events; Rosa has registered for the first."""
    SiteFactory()
    valley = OrganizationFactory(name="Valley Institute", slug="valley-institute", zone="UTC")
    MembershipFactory(user=UserFactory(email="ines@valley.example"), organization=valley, role="organizer")
    for number in range(6):
        starts_at = timezone.now() + timedelta(days=20 + number)
        day, ends_at = starts_at.date(), starts_at + timedelta(hours=1)
        EventFactory(
            host=valley, title_en=f"Talk {number}", slug=f"talk-{number}", starts_on=day, ends_on=day, starts_at=starts_at, ends_at=ends_at
        )
    RegistrationFactory(event=Event.objects.get(slug="talk-0"), name="Rosa Valle")
    RegistrationFactory(event=Event.objects.get(slug="talk-0"), name="Omar Haddad")
    sign_in(page, "ines@valley.example")
    page.wait_for_url("**/desk/")
    return page


def focused(page):
    """What has the focus: its name as it is read out, and whether one sees that it has it."""
    return page.evaluate("""() => {
        const one = document.activeElement;
        const named = one.labels?.length ? one.labels[0] : one;
        const isOutlined = box => getComputedStyle(box).outlineStyle !== 'none' && parseFloat(getComputedStyle(box).outlineWidth) > 0;
        const isMadeOfParts = one.type === 'datetime-local'; // the browser outlines its button itself
        const seen = isMadeOfParts || isOutlined(one) || Boolean(one.closest('.pick')) && isOutlined(one.closest('.pick'));
        return [(one.getAttribute('aria-label') || named.textContent || one.name || '').trim().replace(/\\s+/g, ' '), seen];
    }""")


def tab_to(page, name):
    """Press Tab until this has the focus; everything on the way shows that it has it."""
    for _ in range(TABS_AT_MOST):
        page.keyboard.press("Tab")
        words, is_seen = focused(page)
        assert is_seen, f"nobody sees that “{words}” has the focus"
        if re.fullmatch(name, words):
            return
    raise AssertionError(f"no Tab leads to {name} on {page.url}")


def test_from_the_desk_through_the_editor_to_the_list(ines, accessible):
    # the first Tab leads past the header
    tab_to(ines, "Skip to content")
    ines.keyboard.press("Enter")
    assert ines.evaluate("document.activeElement.id || location.hash.slice(1)") == "main"

    # she finds an event among hers
    tab_to(ines, "Title")
    ines.keyboard.type("talk 0")
    ines.keyboard.press("Enter")
    ines.wait_for_url("**q=talk*")
    accessible(ines)
    tab_to(ines, "Talk 0")
    ines.keyboard.press("Enter")
    ines.wait_for_url("**/desk/events/talk-0/")
    accessible(ines)

    # she gives it another title
    tab_to(ines, "Page")
    ines.keyboard.press("Enter")
    ines.wait_for_url("**/edit/")
    accessible(ines)
    tab_to(ines, "Title")
    ines.keyboard.press("ControlOrMeta+A")
    ines.keyboard.type("Who counts?")
    tab_to(ines, "Save")
    ines.keyboard.press("Space")
    ines.wait_for_url("**/desk/events/talk-0/")
    ines.get_by_text("Saved.").wait_for()
    assert Event.objects.get(slug="talk-0").title_en == "Who counts?"

    # she looks for somebody in the list, ticks them and gives their place back
    tab_to(ines, "Registrations.*")
    ines.keyboard.press("Enter")
    ines.wait_for_url("**/registrations/")
    tab_to(ines, "Name or email")
    ines.keyboard.type("rosa")
    ines.keyboard.press("Enter")
    ines.wait_for_url("**q=rosa*")
    accessible(ines)
    tab_to(ines, "Tick: Rosa Valle")
    ines.keyboard.press("Space")
    tab_to(ines, "Give their places back")
    ines.keyboard.press("Enter")
    ines.wait_for_url("**/acts/")
    accessible(ines)
    tab_to(ines, "Do it to 1 person")
    ines.keyboard.press("Enter")
    ines.get_by_text("1 done.").wait_for()

    assert list(Event.objects.get(slug="talk-0").registrations.values_list("name", "status").order_by("pk")) == [
        ("Rosa Valle", "withdrawn"),
        ("Omar Haddad", "confirmed"),
    ]
