"""The story of one event, told by the people in it, through the front door."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events_service.events.models import Event
from registrations.domain import waitlist
from registrations.models import Registration
from tests.factories import MembershipFactory, OrganizationFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ines():
    SiteFactory()
    user = UserFactory(email="ines@valley.example", name="Ines Valdivia")
    MembershipFactory(user=user, organization=OrganizationFactory(), role="owner")
    return user


def link_in(mail, part):
    [link] = {word for word in re.findall(r"https?://\S+", mail.body) if part in word}
    return link


def register(page, event_address, *, name, email):
    page.goto(event_address)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").fill(email)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/inbox/**")


def test_from_the_first_draft_to_the_archive(page, new_context, address, post, sign_in, ines, accessible, fits):
    desk = page
    errors = []
    desk.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    starts = (timezone.now() + timedelta(days=20)).replace(hour=18, minute=0)

    # Ines signs in by the code in the mail, makes an event for one person, and publishes it
    sign_in(desk, "ines@valley.example")
    accessible(desk)
    desk.goto(f"{address}/desk/events/new/")
    accessible(desk)
    desk.locator("[name=title_en]").fill("Who counts as “the economy”?")
    desk.locator("[name=starts]").fill(f"{starts:%Y-%m-%dT10:00}")
    desk.locator("[name=room_url]").fill("https://meet.example/economy")
    desk.locator("[name=capacity]").fill("1")
    desk.get_by_role("button", name=re.compile("publish", re.IGNORECASE)).first.click()
    desk.wait_for_url(re.compile(r"/desk/events/who-counts[^/]*/$"))
    accessible(desk)
    fits(desk)
    slug = desk.url.rstrip("/").rsplit("/", 1)[1]
    event_address = f"{address}/events/{slug}/"

    # Rosa registers in two fields; the page tells her the time where she is
    visitor = new_context()
    rosa = visitor.new_page()
    rosa.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    rosa.goto(event_address)
    accessible(rosa)
    fits(rosa)
    assert "12:00 – 1:30 PM, Central Standard Time" in rosa.locator("[data-tz]").inner_text()
    register(rosa, event_address, name="Rosa Valle", email="rosa@valle.example")
    accessible(rosa)
    assert "r•••@v•••.example" in rosa.get_by_role("main").inner_text()
    assert visitor.cookies() == []

    # her mail carries the calendar entry; Omar comes second and waits
    [confirmation] = post()
    assert confirmation.subject.startswith("You are registered")
    assert confirmation.alternatives[-1].mimetype == "text/calendar; method=REQUEST"
    omar = visitor.new_page()
    omar.goto(event_address)
    accessible(omar)
    register(omar, event_address, name="Omar", email="omar@valle.example")
    [waiting] = post()
    assert waiting.subject.startswith("You are on the waiting list")

    # Rosa gives her place back; Omar gets it, and a mail
    rosa.goto(link_in(confirmation, "/my/"))
    accessible(rosa)
    fits(rosa)
    rosa.get_by_role("button", name="I can’t come").click()
    rosa.get_by_text("You gave your place back").wait_for()
    ten_minutes_later(slug)
    promoted = post()[-1]
    assert promoted.to == ["Omar <omar@valle.example>"]
    assert promoted.subject.startswith("You have a place now")
    omar.goto(link_in(promoted, "/join/"))
    accessible(omar)

    # afterwards Ines adds the recording, and the event's page becomes the recording's page
    hold_it_now(slug)
    desk.goto(f"{address}/desk/events/{slug}/afterwards/")
    accessible(desk)
    desk.locator("[name=url]").fill("https://youtu.be/hK4I3UEKcEs")
    desk.get_by_role("button", name=re.compile("publish", re.IGNORECASE)).first.click()
    requests = []
    rosa.on("request", lambda request: requests.append(request.url))
    rosa.goto(f"{address}/archive/")
    accessible(rosa)
    rosa.get_by_role("link", name=re.compile("Who counts")).first.click()
    rosa.wait_for_url(event_address)
    rosa.locator("[data-play]").wait_for()
    accessible(rosa)
    fits(rosa)
    assert [url for url in requests if not url.startswith(address)] == []
    assert errors == []


def ten_minutes_later(slug):
    """Let the time be over in which Rosa could have taken her place back, and the sweep come."""
    Registration.objects.filter(event__slug=slug, held_until__isnull=False).update(held_until=timezone.now())
    waitlist.pass_on(Event.objects.get(slug=slug), now=timezone.now())


def hold_it_now(slug):
    """Let the event be over: the story cannot wait three weeks."""
    past = timezone.now() - timedelta(days=1)
    Event.objects.filter(slug=slug).update(starts_at=past, ends_at=past + timedelta(hours=1), starts_on=past.date(), ends_on=past.date())
