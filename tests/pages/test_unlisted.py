"""An unlisted event: whoever has the link finds everything, and nobody else finds anything."""

import re

import pytest

from events_service.events.models import Article
from tests import factories

LISTS = (
    "/",
    "/archive/",
    "/series/out-loud/",
    "/calendar.ics",
    "/organizations/valley-institute/calendar.ics",
    "/series/out-loud/calendar.ics",
    "/api/v1/events/",
    "/api/v1/series/",
    "/api/v1/series/out-loud/",
    "/api/v1/recordings/",
)


@pytest.fixture
def event(institute):
    """An unlisted event of a published series, with something to read."""
    series = factories.SeriesFactory(host=institute, slug="out-loud")
    found = factories.EventFactory(host=institute, slug="by-link-only", title_en="By link only", series=series, unlisted=True)
    said = {"title": "By link only, the article", "organization": institute, "series": series}
    Article.objects.create(event=found, url="https://press.example/a", **said)
    return found


@pytest.mark.parametrize("path", LISTS)
def test_it_is_in_no_list(client, event, path):
    page = client.get(path)

    assert page.status_code == 200
    assert "By link only" not in page.content.decode()


@pytest.mark.parametrize("path", LISTS[:2])
def test_it_is_in_no_list_once_it_is_over(client, event, path, time_machine):
    time_machine.move_to(event.ends_at)

    assert "By link only" not in client.get(path).content.decode()


def test_its_page_shows_everything_and_is_not_indexed(client, event):
    page = client.get("/events/by-link-only/").content.decode()

    assert '<meta name="robots" content="noindex">' in page
    assert "By link only, the article" in page


def test_another_event_of_its_series_does_not_name_it(client, event, institute):
    factories.EventFactory(host=institute, slug="next", series=event.series)

    assert "By link only" not in client.get("/events/next/").content.decode()


def test_the_desk_says_that_it_is_unlisted(client, event, organizer):
    client.force_login(organizer)

    pages = [client.get(path).content.decode() for path in ("/desk/", "/desk/events/by-link-only/")]

    assert [len(re.findall("Unlisted</span>", page)) for page in pages] == [1, 1]
