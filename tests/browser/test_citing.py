"""A visitor finds a phrase, lands on its second, and takes the citation away; asked of nobody else before Play."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recordings.domain import transcribing
from recordings.domain.captions import Spoken
from recordings.models import Recording
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

ENGLISH = [
    Spoken(5_000, 9_000, "Tomás Ibarra", "Good morning, and welcome."),
    Spoken(570_000, 578_000, "Nadia Okafor", "Mutuality is a production method, not a feeling."),
]
SPANISH = [Spoken(570_000, 578_000, "Nadia Okafor", "La reciprocidad económica es un método, no un sentimiento.")]


@pytest.fixture
def recording(address):
    factories.SiteFactory()
    now = timezone.now()
    institute = factories.OrganizationFactory(name="Valley Institute")
    start = now - timedelta(days=10)
    when = {"starts_at": start, "ends_at": start + timedelta(hours=1), "starts_on": start.date(), "ends_on": start.date()}
    event = factories.EventFactory(host=institute, slug="mutuality", title_en="Mutuality at work", title_es="Reciprocidad", **when)
    recording = Recording.objects.create(
        event=event,
        url="https://www.youtube.com/watch?v=aaaaaaaaaaa",
        player="youtube",
        video_id="aaaaaaaaaaa",
        language="en",
        published_at=now,
    )
    transcribing.replace(recording, ENGLISH, language="en", by=None, now=now)
    transcribing.replace(recording, SPANISH, language="es", by=None, now=now)
    return recording


def opened(new_context, address, **how):
    """A visitor with a fresh browser, and every request that went to somebody else."""
    visitor = new_context(**how)
    page, strangers = visitor.new_page(), []
    page.on("request", lambda request: strangers.append(request.url) if not request.url.startswith((address, "data:")) else None)
    return visitor, page, strangers


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phrase_its_second_its_citation(new_context, address, recording, accessible, scripts):
    visitor, page, strangers = opened(new_context, address, java_script_enabled=scripts)
    if scripts:
        visitor.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)

    page.goto(f"{address}/archive/")
    page.get_by_label("Find what was said or written").fill('"production methods"')
    page.get_by_role("button", name="Find").click()
    if scripts:
        accessible(page)
    page.get_by_role("link", name="Listen from 9:30").click()
    assert page.url == f"{address}/events/mutuality/?t=570"
    assert page.locator("[aria-current=true]", has_text="Mutuality is a production method").count() == 1
    page.get_by_role("link", name="Cite this moment").click()
    if scripts:
        accessible(page)
        page.get_by_role("button", name="Copy the sentence").click()
        page.get_by_text("Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
    else:
        copied = page.locator("#ref-sentence").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX", exact=True).click()

    assert copied.startswith("Nadia Okafor: “Mutuality is a production method, not a feeling.” In: Mutuality at work. Valley Institute.")
    assert download.value.suggested_filename == "mutuality-570.bib"
    _other, elsewhere, there = opened(new_context, address, java_script_enabled=scripts)
    elsewhere.goto(copied.split(" ")[-4])
    assert elsewhere.url == f"{address}/events/mutuality/?t=570"
    assert elsewhere.get_by_role("link", name="Play from 9:30").count() == 1
    assert strangers == there == []


@pytest.mark.parametrize("asked", ["reciprocidad económica", "RECIPROCIDAD ECONOMICA", "economicas"])
def test_the_same_in_spanish_with_and_without_accents(new_context, address, recording, asked):
    _visitor, page, strangers = opened(new_context, address, java_script_enabled=False)

    page.goto(f"{address}/es/archive/?q={asked}")
    page.locator("a.ts").click()
    assert page.url == f"{address}/es/events/mutuality/?t=570"
    page.locator("[data-cite]").click()
    link = page.locator("#ref-link").inner_text().strip()
    page.goto(link)

    assert "/es/c/" in link
    assert page.url == f"{address}/es/events/mutuality/?t=570"
    assert page.locator("[aria-current=true]", has_text="reciprocidad económica").count() == 1
    assert strangers == []


@pytest.mark.parametrize("path", ["/archive/?q=mutuality", "/es/archive/?q=metodo", "/events/mutuality/cite/?t=570"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_these_pages_are_accessible_and_fit(new_context, address, recording, accessible, path, scheme):
    page = new_context(color_scheme=scheme, viewport={"width": 320, "height": 700}).new_page()

    page.goto(f"{address}{path}")

    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
