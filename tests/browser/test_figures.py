"""The figures of an event's desk stay as they are now while somebody looks at them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from events_service.events.models import Event
from tests.factories import EventFactory, MembershipFactory, OrganizationFactory, RegistrationFactory, SiteFactory

pytestmark = pytest.mark.django_db(transaction=True)

ONE_ROUND = 24_000  # milliseconds: twenty seconds, and a little more


@pytest.fixture
def webinar(transactional_db):
    SiteFactory()
    starts_at = timezone.now() + timedelta(days=20)
    return EventFactory(starts_on=starts_at.date(), ends_on=starts_at.date(), starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))


@pytest.fixture
def rounds():
    """Every answer about the figures, oldest first."""
    return []


@pytest.fixture
def desk(page, address, client, webinar, rounds):
    """The event's desk, open in a browser whose clock the test moves."""
    client.force_login(MembershipFactory(organization=OrganizationFactory(), role="viewer").user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    page.on("response", lambda answer: rounds.append(answer.status) if answer.url.endswith("/figures/") else None)
    page.clock.install()
    page.goto(f"{address}/desk/events/{webinar.slug}/")
    return page


def registered(desk):
    return desk.locator("[data-live=registered-number]").first


def next_round(desk):
    with desk.expect_response("**/figures/"):
        desk.clock.run_for(ONE_ROUND)


def show(desk, *, hidden):
    desk.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')) }",
        hidden,
    )


def test_the_figures_come_up_to_date_without_a_reload(desk, webinar, rounds, accessible):
    errors = []
    desk.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    RegistrationFactory(event=webinar)
    assert registered(desk).inner_text() == "0"

    next_round(desk)

    desk.locator("[data-live=registered-number]", has_text="1").first.wait_for()
    assert desk.locator("[data-live=registered-number]").all_inner_texts() == ["1"]
    accessible(desk)

    next_round(desk)

    assert (rounds, errors) == ([200, 304], [])


def test_in_a_tab_that_nobody_sees_nothing_is_asked_until_it_is_seen_again(desk, rounds):
    show(desk, hidden=True)
    desk.clock.run_for(10 * ONE_ROUND)
    assert rounds == []

    with desk.expect_response("**/figures/"):
        show(desk, hidden=False)
        desk.clock.run_for(1_000)

    assert rounds == [200]


def test_after_three_troubles_it_asks_no_more(desk):
    asked = []
    desk.route("**/figures/", lambda route: (asked.append(route), route.fulfill(status=500)))

    for _ in range(6):
        desk.clock.run_for(ONE_ROUND)
        desk.wait_for_timeout(100)

    assert len(asked) == 3
    assert registered(desk).inner_text() == "0"


@pytest.mark.parametrize("language", ["", "/es"])
def test_what_is_drawn_can_be_read_by_everyone_on_a_phone_too(desk, address, webinar, accessible, fits, language):
    RegistrationFactory(event=webinar, source="newsletter", attended_at=timezone.now())
    RegistrationFactory(event=webinar, status="withdrawn", withdrawn_at=timezone.now())
    Event.objects.filter(pk=webinar.pk).update(starts_at=timezone.now() - timedelta(minutes=30))

    desk.goto(f"{address}{language}/desk/events/{webinar.slug}/")
    for fold in desk.locator("details > summary").all():
        fold.click()

    assert desk.locator("svg.chart").count() == 2
    accessible(desk)
    fits(desk)


def test_the_numbers_of_the_desks_lists_come_up_to_date_without_a_reload(desk, webinar, accessible, fits):
    desk.goto(desk.url.split("/desk/")[0] + "/desk/")
    number = desk.locator(f"[data-live='{webinar.pk}-number']")
    assert number.inner_text() == "0"

    RegistrationFactory(event=webinar)
    next_round(desk)

    expect(number).to_have_text("1")
    accessible(desk)
    fits(desk)
