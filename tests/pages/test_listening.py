"""The recording on its event's page: read along, jump to a time, find a word, take it away; all without scripts."""

import re
from html.parser import HTMLParser

import pytest

from recordings.domain import chapters, transcribing
from recordings.domain.captions import Spoken
from tests import factories
from tests.pages.test_event import HELD

SAID = [
    Spoken(0, 60_000, "Rosa Valle", "Good morning, and welcome to the kitchen."),
    Spoken(60_000, 750_000, "Ana de la Cruz", "¿Quién cocina? In every Kitchen somebody does."),
    Spoken(750_000, 760_000, "Rosa Valle", "<b>Nobody</b> cooks alone."),
]


@pytest.fixture
def held(institute):
    return factories.EventFactory(host=institute, slug="care", **HELD)


@pytest.fixture
def recording(held):
    return factories.RecordingFactory(event=held, duration_seconds=3600)


@pytest.fixture
def transcript(recording, now):
    return transcribing.replace(recording, SAID, language="en", by=None, now=now)


def page(client, **asked):
    return client.get("/events/care/", asked).content.decode()


def test_it_is_grouped_by_who_speaks_and_every_time_is_a_link(client, transcript):
    html = page(client)

    assert '<p id="t-60" data-cue="60"><a class="ts" href="?t=60#t-60" data-t="60">1:00</a><b class="s1">Ana de la Cruz</b> ¿Quién' in html
    assert "&lt;b&gt;Nobody&lt;/b&gt;" in html


def test_a_time_in_the_address_marks_what_is_said_then(client, transcript):
    html = page(client, t="754")

    assert re.findall(r'<p id="([^"]+)" data-cue="\d+" aria-current="true">', html) == ["t-750"]
    assert "Read at 12:34" in html
    assert 'href="#t-750"' in html


def test_words_are_found_and_stepped_through_with_links(client, transcript):
    html = page(client, q="kitchen", hit="2", t="754")

    assert '<mark id="hit-1">kitchen</mark>' in html
    assert '<mark id="hit-2" class="now">Kitchen</mark>' in html
    assert "2 of 2" in html
    assert 'data-prev href="?t=754&amp;q=kitchen&amp;hit=1#hit-1"' in html
    assert '<input type="hidden" name="t" value="754">' in html


@pytest.mark.parametrize("query", ["quien cocina", "QUIÉN"])
def test_accents_do_not_matter(client, transcript, query):
    assert '<mark id="hit-1" class="now">' in page(client, q=query)


@pytest.mark.parametrize("query", ["oven", "<script>", '"', "\x00", "%", "a" * 10_000])
def test_what_is_not_there_is_said(client, transcript, query):
    assert "Not found" in page(client, q=query)
    assert "<script>&" not in page(client, q=query)


def test_each_language_is_a_link_and_the_reader_s_comes_first(client, recording, transcript, now):
    transcribing.replace(recording, [Spoken(0, 1000, "Rosa", "Buenos días.")], language="es", by=None, now=now)

    assert "Good morning" in page(client)
    assert 'href="?transcript=es#transcript" lang="es"' in page(client)
    assert "Buenos días" in page(client, transcript="es")
    assert 'href="?transcript=es&amp;t=0#t-0"' in page(client, transcript="es")
    assert "Buenos días" in client.get("/es/events/care/").content.decode()


def test_several_recordings_are_links_and_one_is_shown(client, held, recording, transcript):
    other = factories.RecordingFactory(event=held, position=1, title="Second part")

    assert f'href="?recording={other.pk}"' in page(client)
    assert "Good morning" not in page(client, recording=other.pk)
    assert "Good morning" in page(client, recording="x")


def test_chapters_are_links_and_the_bar_shows_them(client, recording, transcript):
    chapters.write(recording, "0:00 Welcome\n12:00 Questions")

    html = page(client, t="754")

    assert 'href="?t=720" data-t="720" data-chapter aria-current="true"' in html
    assert 'x="20.00%"' in html


@pytest.mark.parametrize(
    ("name", "kind", "begins"),
    [
        ("transcript-{t}.vtt", "text/vtt", "WEBVTT"),
        ("transcript-{t}.srt", "application/x-subrip", "1\n00:00:00,000 --> 00:01:00,000\nRosa Valle: Good"),
        ("transcript-{t}.txt", "text/plain", "Who counts as “the economy”?\n\n[0:00] Rosa Valle: Good"),
        ("chapters-{r}.vtt", "text/vtt", "WEBVTT\n\n00:00:00.000 --> 00:12:00.000\nWelcome"),
        ("chapters-{r}.txt", "text/plain", "0:00 Welcome\n12:00 Questions\n"),
    ],
)
def test_it_can_be_taken_away(client, recording, transcript, name, kind, begins):
    chapters.write(recording, "0:00 Welcome\n12:00 Questions")
    address = f"/events/care/{name.format(t=transcript.pk, r=recording.pk)}"

    answer = client.get(address)

    assert answer["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer.content.decode().startswith(begins)
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_what_is_not_published_cannot_be_read_or_taken_away(client, recording, transcript):
    chapters.write(recording, "0:00 Welcome")
    recording.published_at = None
    recording.save()

    assert "Good morning" not in page(client)
    for name in (f"transcript-{transcript.pk}.vtt", f"chapters-{recording.pk}.txt", f"transcript-{transcript.pk}.srt"):
        assert client.get(f"/events/care/{name}").status_code == 404


@pytest.mark.parametrize("name", ["transcript-7.vtt", "transcript-7.exe", "transcript-99999999999999999999.vtt", "chapters-7.vtt"])
def test_what_is_not_there_is_not_found(client, transcript, name):
    assert client.get(f"/events/care/{name}").status_code == 404


class Count(HTMLParser):
    elements = 0

    def handle_starttag(self, tag, attrs):
        self.elements += 1


@pytest.mark.parametrize("turn", [1, 9])
def test_ninety_minutes_are_at_most_1500_elements_and_70_kilobytes(client, recording, now, turn):
    spoken = [Spoken(n * 3600, n * 3600 + 3500, f"Speaker {n // turn % 4}", f"and so on, {n} times or more of it.") for n in range(1500)]
    transcribing.replace(recording, spoken, language="en", by=None, now=now)
    chapters.write(recording, "\n".join(f"{n * 4}:00 Chapter {n}" for n in range(22)))

    answer = client.get("/events/care/?t=754&q=times", headers={"Accept-Encoding": "gzip"})
    count = Count()
    count.feed(page(client, t="754", q="times"))

    assert count.elements <= 1500
    assert len(answer.content) < 45_000


def test_a_page_with_all_of_it_takes_at_most_eight_queries(
    client, institute, held, recording, transcript, now, django_assert_max_num_queries
):
    held.series = factories.SeriesFactory(host=institute)
    held.save()
    factories.EventFactory.create_batch(3, host=institute, series=held.series, capacity=5)
    transcribing.replace(recording, SAID, language="es", by=None, now=now)
    factories.RecordingFactory(event=held, position=1)

    with django_assert_max_num_queries(8):
        client.get("/events/care/?t=754&q=kitchen")


def test_a_language_that_nobody_asked_for_is_read_too(client, recording, now):
    transcribing.replace(recording, [Spoken(0, 1000, "", "Bom dia.")], language="pt", by=None, now=now)

    assert "Bom dia." in page(client)
