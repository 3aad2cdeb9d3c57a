"""What was said, as programs find it."""

import pytest

from tests import factories
from tests.pages.test_archive import spoken
from tests.pages.test_lists import held

pytestmark = pytest.mark.django_db


def test_a_hit_says_who_said_it_when_and_where_it_opens(client, institute, now):
    recording = spoken(held(institute, slug="kitchen"), "Nobody <b>cooks</b> alone.", now=now)

    told = client.get("/api/v1/search/", {"q": "cooking"}).json()

    [heard] = told["results"]
    assert (told["next"], heard["more"], heard["event"]["slug"]) == (None, False, "kitchen")
    assert heard["recording"] == f"https://events.example/api/v1/recordings/{recording.pk}/"
    assert heard["sentences"] == [
        {
            "start_ms": 754_000,
            "language": "en",
            "speaker": "Rosa",
            "text": "Nobody <b>cooks</b> alone.",
            "page": "https://events.example/events/kitchen/?t=754",
        }
    ]


def test_older_recordings_follow(client, institute, now):
    for _number in range(12):
        spoken(held(institute), "Bread.", now=now)

    first = client.get("/api/v1/search/", {"q": "bread"}).json()
    second = client.get(first["next"].removeprefix("https://events.example")).json()

    assert [len(page["results"]) for page in (first, second)] == [10, 2]
    assert second["next"] is None


@pytest.mark.parametrize("asked", [{}, {"q": ""}, {"q": "\x00"}, {"q": "bread", "from": "x"}, {"q": "bread", "from": "-1"}])
def test_what_cannot_be_sought_is_said(client, institute, asked):
    answer = client.get("/api/v1/search/", asked)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_hidden_event_is_not_found(client, institute, now):
    spoken(held(institute, unlisted=True), "Bread.", now=now)

    assert client.get("/api/v1/search/", {"q": "bread"}).json()["results"] == []


def test_more_recordings_take_no_more_queries(client, institute, now, django_assert_max_num_queries):
    for _number in range(5):
        spoken(held(institute, series=factories.SeriesFactory()), "Bread.", now=now)

    with django_assert_max_num_queries(7):
        client.get("/api/v1/search/", {"q": "bread"})
