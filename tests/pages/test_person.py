"""The page of a person who speaks: only of who appears in a listed event, and nothing private."""

import json
import re
from datetime import UTC, date, datetime

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

HELD = {
    "starts_on": date(2037, 11, 3),
    "ends_on": date(2037, 11, 3),
    "starts_at": datetime(2037, 11, 3, 18, tzinfo=UTC),
    "ends_at": datetime(2037, 11, 3, 19, 30, tzinfo=UTC),
}


@pytest.fixture
def zoe(institute):
    return factories.SpeakerFactory(
        organization=institute, slug="zoe-prado", about="Economist", bio_en="Works on **care**.", links="https://prado.example"
    )


def appear(zoe, institute, **event):
    return factories.AppearanceFactory(event=factories.EventFactory(host=institute, **event), speaker=zoe).event


def test_the_page_shows_who_it_is_and_where_they_appear(client, zoe, institute):
    coming, past = appear(zoe, institute, title_en="What comes"), appear(zoe, institute, title_en="What was", **HELD)

    page = client.get("/speakers/zoe-prado/").content.decode()

    assert "<strong>care</strong>" in page
    assert 'href="https://prado.example" rel="noopener nofollow"' in page
    assert page.index("What comes") < page.index("What was")
    assert coming.get_absolute_url() in page
    assert past.get_absolute_url() in page


@pytest.mark.parametrize("hidden", [{"published_at": None}, {"unlisted": True}])
def test_who_appears_in_nothing_that_is_listed_has_no_page(client, zoe, institute, hidden):
    appear(zoe, institute, **hidden)

    assert client.get("/speakers/zoe-prado/").status_code == 404


def test_what_is_not_listed_is_not_on_the_page_and_its_own_page_links_to_none(client, zoe, institute):
    appear(zoe, institute)
    draft, unlisted = appear(zoe, institute, published_at=None, title_en="Draft"), appear(zoe, institute, unlisted=True, title_en="Hidden")

    page = client.get("/speakers/zoe-prado/").content.decode()

    assert [title for title in ("Draft", "Hidden") if title in page] == []
    assert "/speakers/" not in client.get(unlisted.get_absolute_url()).content.decode()
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_the_page_of_an_event_leads_to_it(client, zoe, institute):
    event = appear(zoe, institute)

    assert '<a href="/speakers/zoe-prado/">Zoe Prado</a>' in client.get(event.get_absolute_url()).content.decode()


def test_no_address_is_on_it(client, zoe, institute):
    event = appear(zoe, institute)
    factories.EngagementFactory(event=event, speaker=zoe)

    pages = [client.get(address).content.decode() for address in ("/speakers/zoe-prado/", event.get_absolute_url())]

    assert [page for page in pages if "zoe@prado.example" in page or "/speaking/" in page] == []


def test_search_engines_read_who_it_is(client, zoe, institute):
    appear(zoe, institute)

    page = client.get("/speakers/zoe-prado/").content.decode()

    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(data) == {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": "Zoe Prado",
        "description": "Economist",
        "url": "https://events.example/speakers/zoe-prado/",
        "sameAs": ["https://prado.example"],
    }


def test_ten_times_as_many_events_are_as_many_questions(client, zoe, institute, django_assert_max_num_queries):
    appear(zoe, institute)
    appear(zoe, institute, **HELD)
    with django_assert_max_num_queries(50) as few:
        client.get("/speakers/zoe-prado/")
    for _number in range(10):
        appear(zoe, institute)
        appear(zoe, institute, **HELD)

    with django_assert_max_num_queries(len(few)):
        client.get("/speakers/zoe-prado/")
