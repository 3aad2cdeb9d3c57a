"""Links that somebody shares: each with a picture of its own."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from events_service.events.domain import publishing, scheduling, sharing
from events_service.events.domain.scheduling import RoughDate
from events_service.events.models import OldSlug, Precision
from events_service.lib import share_image
from tests import factories

pytestmark = pytest.mark.django_db


def head_of(client, path):
    """What the page says to whoever shows a link to it."""
    page = client.get(path).content.decode()
    return dict(re.findall(r'<meta (?:property|name)="((?:og:image|twitter)[^"]*)" content="([^"]*)">', page))


def image_path(client, path):
    return head_of(client, path)["og:image"].removeprefix("https://events.example")


def test_the_page_names_its_picture_its_size_and_its_words(client, webinar):
    head = head_of(client, webinar.get_absolute_url())

    assert re.fullmatch(rf"https://events\.example/events/{webinar.slug}/share-[0-9a-f]{{16}}\.png", head.pop("og:image"))
    assert head == {
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Who counts as “the economy”? · Thursday, December 3, 2037, 10:00 AM Pacific Time · Valley Institute",
        "twitter:card": "summary_large_image",
    }


def test_a_series_has_one_too_in_both_languages(client, institute):
    series = factories.SeriesFactory(host=institute, title_es="Nuestra economía")

    page = series.get_absolute_url()

    paths = [image_path(client, prefix + page) for prefix in ("", "/es")]

    assert paths[1].startswith(f"/es/series/{series.slug}/share-")
    assert len({path[-20:] for path in paths}) == 2
    assert [client.get(path).status_code for path in paths] == [200, 200]
    assert head_of(client, "/es" + page)["og:image:alt"] == "Nuestra economía · Serie · Valley Institute"


def test_the_picture_is_kept_by_anybody_for_good(client, webinar):
    answer = client.get(image_path(client, webinar.get_absolute_url()))

    with Image.open(BytesIO(answer.content)) as image:
        assert (image.format, image.size) == ("PNG", (1_200, 630))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert {"public", "immutable", "max-age=31536000"} <= set(answer["Cache-Control"].split(", "))
    assert not answer.cookies


def test_it_is_drawn_once(client, webinar, monkeypatch):
    path, drawn = image_path(client, webinar.get_absolute_url()), []
    draw = share_image.drawn
    monkeypatch.setattr(share_image, "drawn", lambda shown: drawn.append(shown) or draw(shown))

    first, again = client.get(path), client.get(path)

    assert len(drawn) == 1
    assert first.content == again.content


@pytest.mark.parametrize("change", ["title", "time", "hosts", "cancelled"])
def test_what_has_changed_has_another_address_and_the_old_one_leads_there(client, webinar, now, change):
    before = image_path(client, webinar.get_absolute_url())
    {
        "title": lambda: publishing.edit(webinar, details={"title_en": "Another title"}, now=now),
        "time": lambda: scheduling.reschedule(webinar, times=later(webinar), now=now),
        "hosts": lambda: webinar.hostings.create(organization=factories.OrganizationFactory(slug="b", name="Partner"), position=1),
        "cancelled": lambda: publishing.cancel(webinar, reason="", now=now),
    }[change]()

    after = image_path(client, webinar.get_absolute_url())

    assert after != before
    assert client.get(before).url == after


def later(event):
    return scheduling.Times(
        zone=event.zone,
        starts_on=event.starts_on + timedelta(days=7),
        starts_time=event.starts_time,
        ends_on=event.ends_on + timedelta(days=7),
        ends_time=event.ends_time,
    )


def test_what_is_not_shown_does_not_change_it(client, webinar, now):
    before = image_path(client, webinar.get_absolute_url())

    publishing.edit(webinar, details={"text_en": "More words"}, now=now)

    assert image_path(client, webinar.get_absolute_url()) == before


def test_no_made_up_address_makes_us_draw(client, webinar, monkeypatch):
    monkeypatch.setattr(share_image, "drawn", lambda shown: pytest.fail("drawn"))

    assert client.get(f"/events/{webinar.slug}/share-{'0' * 16}.png").status_code == 302
    assert client.get(f"/events/nothing/share-{'0' * 16}.png").status_code == 404


def test_a_draft_has_none(client, webinar):
    path = image_path(client, webinar.get_absolute_url())
    type(webinar).objects.update(published_at=None)

    assert client.get(path).status_code == 404


def test_it_follows_an_event_to_its_new_address(client, webinar):
    OldSlug.objects.create(slug="before", event=webinar)
    path = image_path(client, webinar.get_absolute_url())

    assert client.get(path.replace(webinar.slug, "before")).url == path


def test_who_comes_when_too_many_ask_is_told_to_come_again(client, webinar, monkeypatch):
    path = image_path(client, webinar.get_absolute_url())

    def busy(shown):
        raise share_image.Busy

    monkeypatch.setattr(share_image, "drawn", busy)
    answer = client.get(path)

    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")


@pytest.mark.parametrize(
    ("precision", "words"),
    [(Precision.DAY, "June 22, 2020"), (Precision.MONTH, "June 2020"), (Precision.YEAR, "2020"), (Precision.NONE, "")],
)
def test_a_date_is_said_as_exactly_as_it_is_known(institute, now, precision, words):
    on = None if precision == Precision.NONE else factories.date(2020, 6, 22)
    event = publishing.create(institute, details={"title_en": "Long ago"}, when=RoughDate(on=on, precision=precision, zone="UTC"), now=now)

    assert sharing.shown(event).when == words
