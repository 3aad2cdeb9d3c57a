"""What there is to read for an event and its series: put together at the desk, shown on their pages."""

import re
from datetime import date, time
from uuid import uuid4

import pytest

from events_service.events.domain import copying, publishing, reading
from events_service.events.domain.copying import Copy
from events_service.events.domain.reading import Reading
from events_service.events.domain.scheduling import Times
from events_service.events.models import Article
from tests import factories

TYPED = {"act": "save", "title": "Care counts", "url": "https://journal.example/care", "published": "2026-05", "why": "It asks who pays."}
FRIDAY = Times("America/Los_Angeles", date(2037, 12, 4), time(9), date(2037, 12, 4), time(10, 30))


@pytest.fixture
def series(webinar, institute):
    made = factories.SeriesFactory(host=institute)
    webinar.series = made
    webinar.save()
    return made


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def at(event):
    return f"/desk/events/{event.slug}/reading/"


def listed(client, page):
    return re.findall(r'<a href="(https://journal\.example/\w+)"', client.get(page).content.decode())


def article(hosted, name, now, **said):
    return reading.add(hosted, Reading(title=name, url=f"https://journal.example/{name}", **said), now=now)


def test_what_is_added_stands_on_the_page_of_the_event(desk, client, webinar):
    answer = desk.post(at(webinar), TYPED | {"authors": "Ana Ruiz", "outlet": "The Journal"})

    page = client.get(webinar.get_absolute_url()).content.decode()
    made = webinar.articles.get()
    assert answer.status_code == 302
    assert (made.precision, made.published_on) == ("month", date(2026, 5, 1))
    assert "Ana Ruiz · The Journal · May 2026" in page
    assert "It asks who pays." in page


@pytest.mark.parametrize(
    ("typed", "precision", "on"),
    [("", "none", None), ("2026", "year", date(2026, 1, 1)), ("2026-5-3", "day", date(2026, 5, 3)), ("0999", "year", date(999, 1, 1))],
)
def test_a_date_is_as_exact_as_it_was_typed_and_is_shown_so_again(desk, webinar, typed, precision, on):
    desk.post(at(webinar), TYPED | {"published": typed})

    made = webinar.articles.get()
    assert (made.precision, made.published_on) == (precision, on)
    assert desk.get(f"{at(webinar)}?article={made.pk}").status_code == 200


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": " "}, "Enter a title"),
        ({"url": ""}, "Enter the address where it can be read"),
        ({"url": "javascript:alert(1)"}, "Enter a whole address"),
        ({"url": "ftp://journal.example/care"}, "Enter a whole address"),
        ({"published": "May"}, "Enter a year, a month or a day"),
        ({"published": "2026-13"}, "Enter a year, a month or a day"),
        ({"published": "0000"}, "Enter a year, a month or a day"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_kept(desk, webinar, said, sentence):
    page = desk.post(at(webinar), TYPED | said)

    assert (page.status_code, webinar.articles.count()) == (422, 0)
    assert sentence in page.content.decode()
    assert "It asks who pays.</textarea>" in page.content.decode()


def test_an_address_is_listed_once(desk, webinar, now):
    article(webinar, "care", now)

    page = desk.post(at(webinar), TYPED)

    assert page.status_code == 422
    assert "This address is in the list already." in page.content.decode()
    assert webinar.articles.count() == 1


def test_what_the_series_lists_too_stands_on_the_page_once(client, webinar, series, now):
    article(series, "care", now)
    article(webinar, "care", now)

    assert listed(client, webinar.get_absolute_url()) == ["https://journal.example/care"]


def test_what_was_brought_in_and_stands_in_no_list_is_taken_into_the_first(webinar, institute, now):
    Article.objects.create(organization=institute, title="Care", url="https://journal.example/care")

    article(webinar, "care", now)

    assert [one.event for one in Article.objects.all()] == [webinar]


def test_a_copied_event_has_the_same_reading_and_the_archive_shows_it_once(client, webinar, now):
    for name in ("first", "second"):
        article(webinar, name, now)
    reading.move_up(webinar, webinar.articles.get(title="second").pk, now=now)

    made = copying.copy(webinar, Copy(uuid4(), FRIDAY), now=now)
    publishing.publish(made, now=now)
    reading.remove(webinar, webinar.articles.get(title="first").pk, now=now)

    assert [one.title for one in reading.of(made)] == ["second", "first"]
    assert [one.title for one in reading.of(webinar)] == ["second"]
    assert sorted(listed(client, "/archive/")) == ["https://journal.example/first", "https://journal.example/second"]
    assert listed(client, "/archive/?q=second") == ["https://journal.example/second"]


def test_a_copied_series_has_the_same_reading(webinar, series, now):
    article(series, "shared", now)
    article(webinar, "own", now)

    made = copying.copy_series(series, titles={"title_en": "Next year"}, now=now)

    assert [one.title for one in reading.of(made)] == ["shared"]


def test_the_organizers_order_is_the_pages_and_the_series_comes_after(desk, client, webinar, series, now):
    for name in ("first", "second"):
        article(webinar, name, now)
    article(series, "shared", now)

    desk.post(at(webinar), {"act": "up", "article": webinar.articles.get(title="second").pk})

    names = ["second", "first", "shared"]
    assert listed(client, webinar.get_absolute_url()) == [f"https://journal.example/{name}" for name in names]


def test_what_two_hosts_list_is_shown_once(client, webinar, series, now):
    article(webinar, "care", now)
    partner = factories.OrganizationFactory(name="Partner", slug="partner")
    series.articles.create(organization=partner, title="Care, again", url="https://journal.example/care")

    assert listed(client, webinar.get_absolute_url()) == ["https://journal.example/care"]


def test_what_is_taken_off_the_list_is_gone_from_the_page(desk, client, webinar, now):
    made = article(webinar, "care", now)

    for _twice in range(2):
        desk.post(at(webinar), {"act": "remove", "article": made.pk})

    assert listed(client, webinar.get_absolute_url()) == []


def test_a_series_has_its_own_list(desk, client, series):
    desk.post(f"/desk/series/{series.slug}/reading/", TYPED)

    assert listed(client, series.get_absolute_url()) == ["https://journal.example/care"]


def test_who_writes_later_sees_it_and_may_insist(desk, webinar, now):
    made = article(webinar, "care", now)
    opened = {"article": made.pk, "opened": reading.version(made)}
    reading.change(webinar, made.pk, Reading("Theirs", made.url), now=now)

    page = desk.post(at(webinar), TYPED | opened)
    before = webinar.articles.get().title
    desk.post(at(webinar), TYPED | opened | {"opened": page.context["form"]["opened"].value()})

    assert "Somebody changed this while you were writing" in page.content.decode()
    assert (before, webinar.articles.get().title) == ("Theirs", "Care counts")


def test_what_somebody_else_removed_is_said_to_be_gone(desk, webinar, now):
    made = article(webinar, "care", now)
    reading.remove(webinar, made.pk, now=now)

    assert "Somebody removed this meanwhile." in desk.post(at(webinar), TYPED | {"article": made.pk}).content.decode()


def test_an_article_of_another_event_is_not_found(desk, institute, webinar, now):
    made = article(factories.EventFactory(host=institute), "care", now)

    assert desk.get(f"{at(webinar)}?article={made.pk}").status_code == 404
    desk.post(at(webinar), {"act": "remove", "article": made.pk})
    made.refresh_from_db()
