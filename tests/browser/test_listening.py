"""A visitor reads along, jumps to a moment and finds a word; with scripts and without, and nothing leaves before Play."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recordings.domain import chapters, transcribing
from recordings.domain.captions import Spoken
from tests.factories import EventFactory, RecordingFactory, SiteFactory

pytestmark = pytest.mark.django_db(transaction=True)

SAID = [Spoken(n * 10_000, n * 10_000 + 9_000, ("Rosa Valle", "Ana de la Cruz")[n % 2], f"Sentence {n} of the talk.") for n in range(120)]


@pytest.fixture
def held(transactional_db):
    SiteFactory()
    ended = timezone.now() - timedelta(days=1)
    event = EventFactory(starts_on=ended.date(), ends_on=ended.date(), starts_at=ended - timedelta(hours=1), ends_at=ended, slug="care")
    recording = RecordingFactory(event=event)
    spoken = [*SAID, Spoken(1_200_000, 1_209_000, "Rosa Valle", "¿Quién cocina en la cocina?")]
    transcribing.replace(recording, spoken, language="en", by=None, now=timezone.now())
    chapters.write(recording, "0:00 Welcome\n10:00 Questions")
    return event


@pytest.fixture
def asked(page, address, held):
    """Every address outside that the page asks for; nothing of it is let out."""
    outside = []

    def stop(route):
        outside.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<p>A player</p>")

    page.route(lambda url: not url.startswith(address), stop)
    return outside


def test_read_along_jump_and_find(page, address, asked, accessible, fits):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(f"{address}/events/care/?t=754")
    accessible(page)
    fits(page)
    marked = page.locator(".txbody p[aria-current]")
    assert "Sentence 75 " in marked.inner_text()
    assert asked == []

    page.locator("[data-t='600']").first.click()

    frame = page.locator("[data-player-box] iframe")
    assert frame.get_attribute("src").endswith("&start=600")
    assert asked == [frame.get_attribute("src")]
    assert "Sentence 60 " in marked.inner_text()
    assert page.url.endswith("?t=600")

    page.get_by_label("Find in the transcript").fill("QUIEN COCINA")
    page.get_by_role("button", name="Find", exact=True).click()

    assert page.locator("[data-count]").inner_text() == "1 of 1"
    assert frame.count() == 1
    assert errors == []


def test_the_same_without_scripts(browser, browser_context_args, address, held):
    page = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    page.goto(f"{address}/events/care/")

    page.locator(".ts", has_text="12:30").click()
    assert page.url.endswith("?t=750#t-750")
    assert page.get_by_role("link", name="Play from 12:30").get_attribute("href").endswith("&t=750")

    page.get_by_label("Find in the transcript").fill("sentence 7")
    page.get_by_role("button", name="Find", exact=True).click()
    assert page.locator("[data-count]").inner_text() == "1 of 11"
    assert "t=750" in page.url

    page.get_by_role("link", name="The next one").click()
    assert page.locator("mark.now").inner_text() == "Sentence 7"
    assert page.url.endswith("#hit-2")


def test_a_mistake_is_reported_from_the_moment_that_is_read(page, address, asked, held, accessible):
    page.goto(f"{address}/events/care/?t=754")
    page.get_by_role("link", name="Report a mistake").click()
    assert page.get_by_label("How it was really said").input_value() == "Sentence 75 of the talk."
    accessible(page)

    page.get_by_label("How it was really said").fill("Sentence 75 of our talk.")
    page.wait_for_timeout(2_100)  # nobody reads and writes faster
    page.get_by_role("button", name="Send the correction").click()

    assert page.get_by_role("heading", name="Thank you").is_visible()
