"""The archive's search: what a visitor asks and what they get."""

import re
from datetime import date

import pytest

from recordings.domain import transcribing
from recordings.domain.captions import Spoken
from tests import factories
from tests.pages.test_lists import held, words

pytestmark = pytest.mark.django_db


def spoken(event, *sentences, now, language="en"):
    recording = factories.RecordingFactory(event=event, published_at=now, language=language)
    cues = [Spoken(754_000 + 10_000 * place, 760_000 + 10_000 * place, "Rosa", sentence) for place, sentence in enumerate(sentences)]
    transcribing.replace(recording, cues, language=language, by=None, now=now)
    return recording


@pytest.fixture
def kitchen(institute, now):
    event = held(institute, slug="kitchen", title_en="Who cooks", title_es="Quién cocina")
    spoken(event, "Nobody <b>cooks</b> alone.", now=now)
    return event


def test_a_hit_opens_at_its_second(client, kitchen):
    page = client.get("/archive/", {"q": "alone cooking"})

    assert '<a class="ts" href="/events/kitchen/?t=754">' in page.content.decode()
    assert "Rosa Nobody &lt;b&gt; cooks &lt;/b&gt; alone ." in words(page)
    assert "<mark>cooks</mark>" in page.content.decode()
    assert client.get("/events/kitchen/?t=754").status_code == 200


def test_in_spanish_it_opens_the_spanish_page_and_the_transcript_it_stands_in(client, kitchen):
    page = client.get("/es/archive/", {"q": "alone"})

    assert 'href="/es/events/kitchen/?transcript=en&amp;t=754"' in page.content.decode()


@pytest.mark.parametrize("asked", ["economía", "economia", "ECONOMIAS"])
def test_accents_do_not_matter(client, institute, now, asked):
    spoken(held(institute, language="es"), "La economía es nuestra.", now=now, language="es")

    assert "<mark>economía</mark>" in client.get("/es/archive/", {"q": asked}).content.decode()


def test_what_was_typed_comes_back_and_is_no_markup(client, kitchen):
    page = client.get("/archive/", {"q": '"<script>x" ( OR'}).content.decode()

    assert "&quot;&lt;script&gt;x&quot; ( OR" in page
    assert "<script>x" not in page
    assert "Nothing was found" in page


def test_more_than_can_be_looked_for_is_said(client, kitchen):
    assert "Only the first 200 characters were looked for." in words(client.get("/archive/", {"q": "cook " * 2_000}))


@pytest.mark.parametrize("begin", ["x", "-1", "9" * 30, "0", "²"])
@pytest.mark.parametrize("by", ["", "relevance"])
def test_a_strange_place_to_go_on_from_is_answered(client, kitchen, begin, by):
    assert client.get("/archive/", {"q": "cooks", "from": begin, "by": by}).status_code == 200


def test_further_recordings_are_a_link_away(client, institute, now):
    for month in range(1, 12):
        spoken(held(institute, title_en=f"Month {month}", starts_on=date(2036, month, 1)), "We bake bread.", now=now)
    first = client.get("/archive/", {"q": "bread"}).content.decode()

    older = re.search(r'href="([^"]*from=\d+[^"]*)#said">', first)[1].replace("&amp;", "&")
    second = client.get(f"/archive/{older}")

    assert "Month 11" in first
    assert "Month 1<" not in first
    assert "Month 1 " in words(second)
    assert "Month 2 " not in words(second)


def test_filters_stay_with_the_question(client, kitchen, institute, now):
    series = factories.SeriesFactory(host=institute, slug="bread", title_en="Bread")
    spoken(held(institute, title_en="Other", series=series, language="es"), "Nobody cooks.", now=now)

    page = client.get("/archive/", {"q": "cooks", "series": "bread", "language": "es", "year": "1900", "speaker": "nobody"})

    assert "Who cooks" not in words(page)
    assert '<option value="bread" selected>' in page.content.decode()
    assert '<option value="es" selected>' in page.content.decode()


def test_without_a_question_filters_narrow_the_list(client, kitchen, institute):
    appearance = factories.AppearanceFactory(event=kitchen)
    held(institute, title_en="Other", starts_on=date(2036, 1, 1))

    assert "Other" not in words(client.get("/archive/", {"speaker": appearance.speaker.slug}))
    assert "Who cooks" not in words(client.get("/archive/", {"year": "2036"}))
    assert "Other" in words(client.get("/archive/", {"year": "2036"}))


@pytest.mark.parametrize("asked", [{}, {"q": "bread"}, {"q": "bread", "by": "relevance"}])
def test_more_recordings_take_no_more_queries(client, institute, now, asked, django_assert_max_num_queries):
    for number in range(3):
        spoken(held(institute, title_en=f"Bread {number}", series=factories.SeriesFactory()), "Bread.", now=now)

    with django_assert_max_num_queries(16 if asked else 9):
        client.get("/archive/", asked)
