"""Home, series and archive: what is coming, what belongs together, what was."""

import gzip
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from events_service.events.models import Article, OldSlug
from recordings.models import Recap
from tests import factories

PAGES = ("/", "/archive/", "/series/our-economy/")


@pytest.fixture
def series(institute):
    return factories.SeriesFactory(host=institute, slug="our-economy")


def held(institute, **changed):
    when = {"starts_at": datetime(2037, 11, 3, 18, tzinfo=UTC), "ends_at": datetime(2037, 11, 3, 19, tzinfo=UTC)}
    return factories.EventFactory(host=institute, **{"starts_on": date(2037, 11, 3), "ends_on": date(2037, 11, 3)} | when | changed)


def words(answer):
    text = re.sub(r"<script.*?</script>|<svg.*?</svg>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def titles(answer):
    """The titles in the order of the page."""
    return re.findall(r'<a href="/events/[^"]*">([^<]*)</a>', answer.content.decode())


@pytest.mark.django_db
def test_before_anything_is_set_up_home_leads_to_the_first_page(client):
    answer = client.get("/")

    assert (answer.status_code, answer.url) == (302, "/setup/")


def test_home_shows_what_is_coming_by_month(client, institute):
    later = {"starts_at": datetime(2038, 1, 14, 18, tzinfo=UTC), "ends_at": datetime(2038, 1, 14, 19, tzinfo=UTC)}
    factories.EventFactory(host=institute, title_en="Later", starts_on=date(2038, 1, 14), **later)
    factories.EventFactory(host=institute, title_en="Sooner")
    factories.EventFactory(host=institute, title_en="Hidden", unlisted=True)
    factories.EventFactory(host=institute, title_en="Unfinished", published_at=None)
    held(institute, title_en="Over")

    answer = client.get("/")

    assert titles(answer) == ["Sooner", "Later"]
    assert re.search("December 2037 .*Sooner.* January 2038 .*Later", words(answer))


def test_home_is_filtered_by_series_and_language_with_plain_links(client, institute, series):
    factories.EventFactory(host=institute, title_en="Of the series", series=series)
    factories.EventFactory(host=institute, title_en="In Spanish", language="es")

    page = client.get("/").content.decode()

    assert 'href="?language=es"' in page
    assert titles(client.get("/?language=es")) == ["In Spanish"]
    assert titles(client.get("/?series=our-economy")) == ["Of the series"]
    assert "Nothing like this is planned." in words(client.get("/?series=our-economy&language=es"))


def test_with_nothing_planned_home_shows_the_last_recording(client, institute, now):
    held(institute, title_en="The last one", watchable_at=now)

    page = words(client.get("/"))

    assert "Nothing is planned right now." in page
    assert "The last one Watch the recording" in page


def test_home_offers_the_calendar(client, site):
    page = client.get("/").content.decode()

    assert 'href="webcal://events.example/calendar.ics"' in page


def test_a_full_event_is_marked_in_the_list(client, institute):
    factories.RegistrationFactory(event=factories.EventFactory(host=institute, capacity=1))

    assert "Full, with a waiting list" in words(client.get("/"))


def test_a_series_shows_its_events_in_order_and_what_to_read(client, institute, series):
    factories.EventFactory(host=institute, series=series, title_en="The second")
    held(institute, series=series, title_en="The first")
    Article.objects.create(organization=institute, series=series, title="On care", url="https://post.example/care", outlet="The Post")

    answer = client.get("/series/our-economy/")

    assert titles(answer) == ["The first", "The second"]
    assert "1 of 2 · November 3, 2037" in words(answer)
    assert "On care The Post · Date not recorded" in words(answer)
    assert 'href="webcal://events.example/series/our-economy/calendar.ics"' in answer.content.decode()


def test_what_is_unlisted_or_cancelled_is_no_part_of_a_series(client, institute, series, now):
    factories.EventFactory(host=institute, series=series, title_en="Shown")
    factories.EventFactory(host=institute, series=series, title_en="Unlisted", unlisted=True)
    factories.EventFactory(host=institute, series=series, title_en="Called off", cancelled_at=now)

    answer = client.get("/series/our-economy/")

    assert titles(answer) == ["Shown"]
    assert "1 of 1" in words(answer)


def test_a_changed_address_of_a_series_redirects_for_ever(client, series):
    OldSlug.objects.create(slug="old-economy", series=series)

    answer = client.get("/series/old-economy/")

    assert (answer.status_code, answer.url) == (301, "/series/our-economy/")


def test_a_series_in_draft_is_not_found(client, institute):
    factories.SeriesFactory(host=institute, slug="secret", published_at=None)

    assert client.get("/series/secret/").status_code == 404


def test_the_archive_shows_the_newest_first_and_the_undated_last(client, institute, now):
    undated = {"precision": "none", "starts_on": None, "ends_on": None, "starts_at": None, "ends_at": None}
    held(institute, title_en="Undated", **undated)
    old = {"precision": "month", "starts_on": date(2020, 6, 1), "ends_on": date(2020, 6, 1), "starts_at": None, "ends_at": None}
    held(institute, title_en="Old", **old)
    held(institute, title_en="New", watchable_at=now)
    held(institute, title_en="Called off", cancelled_at=now)
    factories.EventFactory(host=institute, title_en="Coming")

    answer = client.get("/archive/")

    assert titles(answer) == ["New", "Old", "Undated"]
    assert re.search("New November 3, 2037 Recording Old June 2020 Undated Date not recorded", words(answer))


def test_a_recap_is_marked_once_it_is_published(client, institute, now):
    Recap.objects.create(event=held(institute, title_en="Told"), text_en="We agreed.", published_at=now)
    Recap.objects.create(event=held(institute, title_en="Untold"), text_en="A draft.")

    page = words(client.get("/archive/"))
    assert re.search(r" Told November 3, 2037 Recap ", page)
    assert page.count("Recap ") == 1


def test_the_archive_finds_titles_in_both_languages(client, institute):
    held(institute, title_en="On care", title_es="Sobre el cuidado")
    held(institute, title_en="On land")
    Article.objects.create(organization=institute, title="Care in the Post", url="https://post.example/care")

    answer = client.get("/archive/", {"q": "cuidado"})

    assert titles(answer) == ["On care"]
    assert "Care in the Post" not in words(answer)


def test_the_archive_goes_on_on_further_pages(client, institute):
    for number in range(26):
        held(institute, title_en=f"No. {number}", starts_on=date(2036, 1, 1) + timedelta(days=number))

    answer = client.get("/archive/", {"page": "2"})

    assert titles(answer) == ["No. 0"]
    assert "Page 2 of 2" in words(answer)


def test_reading_that_belongs_to_a_draft_is_not_shown(client, institute):
    draft = factories.SeriesFactory(host=institute, published_at=None)
    Article.objects.create(organization=institute, series=draft, title="A secret text", url="https://post.example/x")

    assert "A secret text" not in words(client.get("/archive/"))


@pytest.mark.parametrize(
    "query", ["page=x", "page=-1", "page=99999999999999999999", "q=%00", "q=%FF", "series=%00&language=%00", "q=" + "x" * 5_000]
)
@pytest.mark.parametrize("path", ["/", "/archive/"])
def test_no_question_breaks_a_list(client, webinar, path, query):
    assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_sets_no_cookie_and_is_asked_for_anew(client, institute, series, path):
    factories.EventFactory(host=institute, series=series)

    answer = client.get(path)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in answer.get("Vary", "")
    assert not client.cookies


@pytest.mark.parametrize("path", PAGES)
def test_an_unchanged_page_is_not_sent_again(client, institute, series, path):
    event = factories.EventFactory(host=institute, series=series)
    held(institute, series=series, title_en="Before")
    tag = client.get(path)["ETag"]

    unchanged = client.get(path, headers={"If-None-Match": tag})
    event.title_en = "Another title"
    event.save()
    series.title_en = "Another series"
    series.save()
    changed = client.get(path, headers={"If-None-Match": tag})

    assert not tag.startswith("W/")
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sent_compressed_to_who_can_read_it_so(client, series, path):
    plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip, br"})
    again = client.get(path, headers={"Accept-Encoding": "gzip, br", "If-None-Match": packed["ETag"]})

    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]
    assert packed["ETag"] != plain["ETag"]
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_itself_in_each_language(client, series, path):
    page = client.get(f"/es{path}").content.decode()

    assert '<html lang="es">' in page
    assert f'<link rel="canonical" href="https://events.example/es{path}">' in page
    assert f'<link rel="alternate" hreflang="en" href="https://events.example{path}">' in page
    assert f'<link rel="alternate" hreflang="es" href="https://events.example/es{path}">' in page
    assert f'<link rel="alternate" hreflang="x-default" href="https://events.example{path}">' in page
    assert f'<a href="{path}" hreflang="en" lang="en">' in page


def test_a_visitors_browser_does_not_choose_the_language(client, site):
    answer = client.get("/", headers={"Accept-Language": "es"})

    assert '<html lang="en">' in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_list_takes_the_same_queries_for_one_and_for_three(
    client, institute, series, path, django_assert_num_queries, django_assert_max_num_queries
):
    def fill():
        event = factories.EventFactory(host=institute, series=series, capacity=5)
        factories.RegistrationFactory(event=event)
        Recap.objects.create(event=held(institute, series=series), text_en="We agreed.", published_at=event.changed_at)

    fill()
    with django_assert_max_num_queries(8) as one:
        client.get(path)
    fill()
    fill()

    with django_assert_num_queries(len(one)):
        client.get(path)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/nothing/", "There is nothing at this address"),
        ("/events/nothing/", "There is nothing at this address"),
        ("/es/events/nothing/", "No hay nada en esta dirección"),
    ],
)
def test_an_address_without_a_page_says_so_kindly(client, site, path, said):
    answer = client.get(path)

    assert answer.status_code == 404
    assert said in words(answer)


def test_robots_may_read_pages_and_feeds_alone(client, site):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert {"Disallow: /desk/", "Disallow: /my/", "Disallow: /join/"} <= set(lines)
    assert not [line for line in lines if "calendar" in line or line == "Disallow: /"]
