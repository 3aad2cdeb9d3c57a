"""Two organizations, one event: asked, accepted, at both desks, one public page, a report for each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events_service.events.models import Event
from registrations.models import Registration
from tests.factories import EventFactory, MembershipFactory, OrganizationFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley(transactional_db):
    SiteFactory()
    return OrganizationFactory(name="Valley Institute", slug="valley-institute")


@pytest.fixture
def webinar(valley):
    starts_at = (timezone.now() + timedelta(days=20)).replace(hour=18, minute=0, second=0, microsecond=0)
    day = starts_at.date()
    return EventFactory(
        host=valley, slug="who-counts", starts_on=day, ends_on=day, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )


@pytest.fixture
def desk_of(new_context, sign_in):
    """The desk of somebody new who owns this organization, signed in by the code in their mail."""

    def opened(organization, email):
        MembershipFactory(user=UserFactory(email=email), organization=organization, role="owner")
        page = new_context().new_page()
        sign_in(page, email)
        page.wait_for_url("**/desk/")
        return page

    return opened


def link_in(mail, part):
    [link] = {word for word in mail.body.split() if part in word}
    return link


def hold_it_now(event):
    """Let the event be over: the story cannot wait three weeks."""
    past = timezone.now() - timedelta(days=1)
    Event.objects.filter(pk=event.pk).update(starts_at=past, ends_at=past + timedelta(hours=1), starts_on=past.date(), ends_on=past.date())
    Registration.objects.filter(event=event).update(attended_at=past)


def test_two_hosts_one_page_one_report(desk_of, new_context, address, post, valley, webinar, accessible, fits):
    partner = OrganizationFactory(name="Partner Institute", slug="partner")
    ines, olga = desk_of(valley, "ines@valley.example"), desk_of(partner, "olga@partner.example")

    # Ines invites the partner by name
    ines.goto(f"{address}/desk/events/who-counts/")
    ines.get_by_role("link", name="Hosts").click()
    ines.get_by_label("Organization", exact=True).select_option("Partner Institute")
    accessible(ines)
    fits(ines)
    ines.get_by_role("button", name="Invite", exact=True).click()
    ines.get_by_text("Partner Institute is invited: 1 person there gets a mail.").wait_for()
    accessible(ines)
    fits(ines)

    # Olga finds it at her desk and in her mail; until she accepts she sees the question alone
    olga.reload()
    accessible(olga)
    assert olga.get_by_role("heading", name="Host it together?").is_visible()
    [mail] = post()
    olga.goto(link_in(mail, "/hosts/"))
    accessible(olga)
    fits(olga)
    assert olga.goto(f"{address}/desk/events/who-counts/").status == 404
    olga.go_back()
    olga.get_by_role("button", name="Host it together").click()
    olga.wait_for_url("**/desk/events/who-counts/")

    # both desks show it, and one public page names both
    for page in (ines, olga):
        page.goto(f"{address}/desk/")
        assert page.get_by_role("link", name=webinar.title_en).is_visible()
    rosa = new_context().new_page()
    rosa.goto(f"{address}/events/who-counts/")
    assert "Hosted by Valley Institute and Partner Institute" in rosa.get_by_role("main").inner_text()
    rosa.get_by_label("Name").fill("Rosa Valle")
    rosa.get_by_label("Email").fill("rosa@valle.example")
    rosa.locator("form button[type=submit]").first.click()
    rosa.wait_for_url("**/inbox/**")

    # once it was held, each has a report that counts it
    hold_it_now(webinar)
    for page, other in ((ines, "Partner Institute"), (olga, "Valley Institute")):
        page.get_by_role("link", name="Report").click()
        line = page.get_by_role("row", name=webinar.title_en)
        assert [line.locator("td.n").nth(column).inner_text() for column in (0, 1)] == ["1", "1"]
        assert f"with {other}" in line.inner_text()
        assert "rosa" not in page.content().lower()
        accessible(page)
        fits(page)

    # Olga takes it along, and leaves; it stays with Ines
    with olga.expect_download() as download:
        olga.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename.startswith("report-partner-year-")
    olga.goto(f"{address}/desk/events/who-counts/hosts/")
    olga.get_by_text("Partner Institute does not want to host it any more").click()
    accessible(olga)
    olga.get_by_role("button", name="Leave hosting").click()
    olga.wait_for_url("**/desk/")
    rosa.goto(f"{address}/events/who-counts/")
    assert "Hosted by Valley Institute\n" in rosa.get_by_role("main").inner_text() + "\n"
