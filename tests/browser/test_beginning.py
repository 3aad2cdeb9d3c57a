"""From an empty installation to a published event that can be shared: three pages, counted."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from events_service.accounts.models import Site
from events_service.events.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _on_ones_own_machine(settings, tmp_path):
    """As `make run DEMO=0` leaves it."""
    settings.LOCAL = True
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def pages(page):
    """The path of every page that was shown, in order."""
    shown = []
    page.on("domcontentloaded", lambda one: shown.append(urlsplit(one.url).path))
    return shown


@pytest.mark.usefixtures("_on_ones_own_machine")
def test_three_pages_from_nothing_to_a_published_event(page, new_context, address, pages, accessible, fits):
    assert not Site.objects.exists()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    # the front page of an empty installation asks who hosts here
    page.goto(address)
    accessible(page)
    fits(page)
    assert page.get_by_label("Time zone").input_value() == "America/Mexico_City"  # the browser's own
    page.get_by_label("Name of your institute").fill("Valley Institute")
    page.get_by_label("Address that your mail comes from").fill("events@valley.example")
    page.get_by_label("Your name").fill("Ines Valdivia")
    page.get_by_label("Your email").fill("ines@valley.example")
    page.get_by_role("button", name="Start").click()

    # whoever has answered is signed in, and the first event is next: a title and a time
    page.locator("[name=title_en]").fill("Who counts as “the economy”?")
    page.get_by_label("Starts").fill(f"{timezone.now() + timedelta(days=20):%Y-%m-%dT10:00}")
    page.get_by_role("status").get_by_text("10:00 – 11:30 AM").wait_for()  # read back as a sentence
    page.get_by_role("button", name="Save and publish").click()

    # there it is, with the link to share
    page.get_by_text("Published. Anybody with the link can register now.").wait_for()
    event = Event.objects.get()
    assert pages == ["/setup/", "/desk/events/new/", f"/desk/events/{event.slug}/"]
    accessible(page)
    fits(page)
    shared = page.get_by_role("link", name="Public page").get_attribute("href")

    # whoever is given the link sees it and registers, without an account
    visitor = new_context().new_page()
    visitor.goto(f"{address}{shared}")
    assert visitor.get_by_role("heading", level=1).inner_text() == "Who counts as “the economy”?"
    picture = visitor.locator("meta[property='og:image']").get_attribute("content")
    assert visitor.request.get(picture).headers["content-type"] == "image/png"
    visitor.get_by_label("Name").fill("Rosa Valle")
    visitor.get_by_label("Email").fill("rosa@valle.example")
    visitor.locator("form button[type=submit]").first.click()
    visitor.wait_for_url(re.compile("/inbox/"))
    assert event.registrations.count() == 1
    assert errors == []
