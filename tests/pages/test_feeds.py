"""What remains, told to feed readers and search engines."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from recordings.models import Recap
from tests import factories
from tests.pages.test_lists import held

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(answer):
    return ET.fromstring(answer.content)  # noqa: S314  our own


@pytest.fixture
def series(institute):
    return factories.SeriesFactory(host=institute, slug="our-economy")


@pytest.fixture
def remains(institute, series, now):
    """A recording, a later recap in the series, and what nobody is told of."""
    held(institute, slug="first", title_en="First & <b>best</b>", watchable_at=now - timedelta(days=2))
    Recap.objects.create(
        event=held(institute, slug="second", title_en="Second", series=series), text_en="What **we** said.", published_at=now
    )
    held(institute, title_en="Nothing remains")
    held(institute, title_en="Unlisted", unlisted=True, watchable_at=now)
    held(institute, title_en="Draft", published_at=None, watchable_at=now)


def test_atom_tells_of_what_was_published_last(client, remains):
    answer = client.get("/archive/feed.atom")
    feed = read(answer)

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Second", "First & <b>best</b>"]
    assert feed.find(f"{ATOM}entry").find(f"{ATOM}link").get("href") == "https://events.example/events/second/"
    assert feed.find(f"{ATOM}entry").findtext(f"{ATOM}summary") == "What we said."


def test_rss_of_a_series_tells_of_it_alone_and_in_its_language(client, remains):
    feed = read(client.get("/es/series/our-economy/feed.rss"))

    assert [item.findtext("link") for item in feed.iter("item")] == ["https://events.example/es/events/second/"]
    assert feed.find("channel").findtext("language") == "es"


def test_who_has_the_feed_already_is_told_so(client, remains):
    first = client.get("/archive/feed.rss")

    assert client.get("/archive/feed.rss", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_feed_of_no_series_is_none(client, site):
    assert client.get("/series/none/feed.atom").status_code == 404


def test_the_pages_lead_to_their_feeds(client, remains):
    assert 'href="/archive/feed.atom"' in client.get("/archive/").content.decode()
    assert 'href="/es/series/our-economy/feed.rss"' in client.get("/es/series/our-economy/").content.decode()


def test_the_sitemap_names_every_public_page_in_both_languages(client, remains):
    factories.AppearanceFactory(event=held(None, slug="third"), speaker=factories.SpeakerFactory(slug="zoe"))

    pages = [one.text for one in read(client.get("/sitemap.xml")).iter(f"{MAP}loc")]

    assert {
        f"https://events.example{path}" for path in ("/", "/es/archive/", "/events/first/", "/es/series/our-economy/", "/speakers/zoe/")
    } <= set(pages)
    assert len(pages) == 2 * (5 + 4 + 1 + 1)
    assert "Sitemap: https://events.example/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_chapters_are_clips_for_search_engines(client, institute, now):
    event = held(institute, slug="kitchen")
    factories.RecordingFactory(
        event=event, published_at=now, duration_seconds=600, chapters=[[0, "Welcome"], [272_000, "What a cluster knows"]]
    )

    page = client.get("/events/kitchen/").content.decode()
    data = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)]
    [video] = [one for one in data if one["@type"] == "VideoObject"]

    assert [(clip["name"], clip["startOffset"], clip["endOffset"], clip["url"]) for clip in video["hasPart"]] == [
        ("Welcome", 0, 272, "https://events.example/events/kitchen/?t=0"),
        ("What a cluster knows", 272, 600, "https://events.example/events/kitchen/?t=272"),
    ]
    assert video["thumbnailUrl"].startswith("https://events.example/")
