"""Citing a moment: the link that stays, and the forms it is taken away in."""

import json
import re

import pytest

from events_service.accounts.models import Licence, Site
from events_service.events.models import Hosting
from recordings.domain import citing, cutting, transcribing
from recordings.domain.captions import Spoken
from recordings.domain.cutting import Cut
from recordings.models import Cue, Recording
from tests import factories
from tests.pages.test_lists import held

pytestmark = pytest.mark.django_db

SAID = [
    Spoken(1_000, 3_000, "Rosa Valle", "Good morning."),
    Spoken(754_500, 760_000, "Rosa Valle", "Nobody cooks alone & for 100% <b>free</b>."),
    Spoken(800_000, 805_000, "Ana", "Who pays?"),
]


@pytest.fixture
def recording(institute, now):
    recording = factories.RecordingFactory(event=held(institute, slug="kitchen", title_en="Who cooks"), published_at=now)
    transcribing.replace(recording, SAID, language="en", by=None, now=now)
    return recording


@pytest.fixture
def key(recording):
    return citing.quote(recording, 755_000, language="en").key


def where(client, key):
    return client.get(f"/c/{key}/").headers.get("Location")


def test_a_quote_begins_with_its_line(recording):
    quote = citing.quote(recording, 755_000, language="en")

    assert (quote.start_ms, quote.speaker, quote.words) == (754_500, "Rosa Valle", SAID[1].text)
    assert re.fullmatch("[a-z2-7]{10,30}", quote.key)


def test_in_a_long_silence_nobody_is_quoted(recording):
    assert citing.quote(recording, 790_000, language="en").words == ""


def test_the_link_leads_to_the_second(client, recording, key):
    answer = client.get(f"/c/{key}/")

    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (302, "/events/kitchen/?t=754", "no-cache")
    assert where(client, key) == where(client, key)


def test_the_same_moment_has_the_same_key(recording, key):
    assert citing.quote(Recording.objects.get(), 756_000, language="en").key == key


def test_after_another_cut_the_link_leads_to_the_words(client, recording, key, now):
    cutting.cut(recording, Cut(30_000, ((100_000, 160_000),)), by=None, now=now)

    assert where(client, key) == "/events/kitchen/?cut=1&t=664"


def test_a_key_of_the_new_cut_and_of_the_old_one_lead_to_the_same_words(client, recording, key, now):
    cutting.cut(recording, Cut(30_000), by=None, now=now)
    newer = citing.quote(Recording.objects.get(), 724_500, language="en").key

    cutting.cut(recording, Cut(-10_000), by=None, now=now)

    assert newer != key
    assert where(client, key) == where(client, newer) == "/events/kitchen/?cut=2&t=734"


def test_where_nobody_said_what_was_cut_the_words_are_followed(client, recording, key, now):
    moved = [Spoken(one.start_ms + 60_000, one.end_ms + 60_000, one.speaker, one.text) for one in SAID]
    transcribing.replace(recording, moved, language="en", by=None, now=now)

    assert where(client, key) == "/events/kitchen/?t=814"


def test_words_that_were_corrected_are_found_by_their_time(client, recording, key, now):
    cue = Cue.objects.get(start_ms=754_500)
    transcribing.edit(cue, text="No one cooks.", speaker="Rosa Valle", was=cue.text, by=None, now=now)

    assert where(client, key) == "/events/kitchen/?t=754"


def test_words_said_twice_are_found_nearest(client, recording, now):
    transcribing.replace(recording, [*SAID, Spoken(900_000, 905_000, "Ana", "Who pays?")], language="en", by=None, now=now)

    assert where(client, citing.quote(recording, 901_000, language="en").key) == "/events/kitchen/?t=900"


def test_a_recording_made_anew_is_found_by_the_words(client, recording, key, now):
    event = recording.event
    recording.delete()
    again = factories.RecordingFactory(event=event, published_at=now)
    transcribing.replace(again, SAID, language="en", by=None, now=now)

    assert where(client, key) == "/events/kitchen/?t=754"


def test_a_changed_address_of_the_event_is_followed(client, recording, key):
    recording.event.slug = "cooks"
    recording.event.save()

    assert where(client, key) == "/events/cooks/?t=754"


@pytest.mark.parametrize("bad", ["a" * 20, "7" * 80, "aeaqcaaa", "z2" * 10])
def test_what_is_no_key_leads_nowhere(client, recording, bad):
    assert client.get(f"/c/{bad}/").status_code == 404
    assert client.get(f"/c/{bad}.bib").status_code == 404


def test_no_letter_of_a_key_can_be_changed(client, recording, key):
    for place, letter in enumerate(key):
        forged = key[:place] + ("b" if letter == "a" else "a") + key[place + 1 :]
        assert client.get(f"/c/{forged}/").status_code == 404 or place == len(key) - 1


def test_the_key_of_another_event_does_not_open_an_unlisted_one(client, institute, recording, now):
    hidden = factories.RecordingFactory(event=held(institute, slug="hidden", unlisted=True), published_at=now)
    guess = citing.quote(hidden, 0, language="en")
    real = guess.key
    hidden.event.uid = "what-nobody-knows@events.example"

    assert citing.quote(hidden, 0, language="en").key != real


def test_withdrawn_it_leads_nowhere_and_later_again(client, recording, key, now):
    Recording.objects.update(published_at=None)
    assert client.get(f"/c/{key}/").status_code == 404

    Recording.objects.update(published_at=now)
    assert client.get(f"/c/{key}/").status_code == 302


def test_the_page_says_everything_a_citation_needs(client, recording, key, django_assert_max_num_queries):
    Site.objects.update(licence=Licence.BY)
    Hosting.objects.create(
        event=recording.event, organization=factories.OrganizationFactory(name="Elsewhere", slug="elsewhere"), position=1
    )

    with django_assert_max_num_queries(12):
        page = client.get("/events/kitchen/cite/", {"t": "755"}).content.decode()

    assert (
        "Rosa Valle: “Nobody cooks alone &amp; for 100% &lt;b&gt;free&lt;/b&gt;.” In: Who cooks. Valley Institute, Elsewhere. "
        f"Webinar, November 3, 2037, 12:34. https://events.example/c/{key}/ CC BY 4.0."
    ) in page
    assert '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>' in page


def test_in_spanish_the_link_leads_to_the_spanish_page(client, recording):
    page = client.get("/es/events/kitchen/cite/", {"t": "755"}).content.decode()
    key = re.search(r"/es/c/([a-z2-7]+)/", page)[1]

    assert client.get(f"/es/c/{key}/")["Location"] == "/es/events/kitchen/?transcript=en&t=754"


@pytest.mark.parametrize(
    "asked", [{}, {"t": ""}, {"t": "x"}, {"t": "99999999"}, {"t": "5", "recording": "x", "transcript": "\x00", "cut": "-1"}]
)
def test_whatever_is_asked_is_answered(client, recording, asked):
    assert client.get("/events/kitchen/cite/", asked).status_code == 200


def test_the_whole_recording_has_a_link_too(client, recording):
    page = client.get("/events/kitchen/cite/").content.decode()
    key = re.search(r"/c/([a-z2-7]+)/", page)[1]

    assert where(client, key) == "/events/kitchen/"
    assert "Who cooks. Valley Institute. Webinar, November 3, 2037. " in page
    assert "All rights reserved" in page


def test_it_is_taken_away_as_bibtex_csl_and_text(client, recording, key):
    bibtex, csl, text = (client.get(f"/c/{key}.{kind}").content.decode() for kind in ("bib", "json", "txt"))

    assert bibtex.startswith("@misc{kitchen-754,\n  author = {{Rosa Valle}},\n  title = {{Who cooks}},")
    assert r"Nobody cooks alone \& for 100\% <b>free</b>." in bibtex
    assert bibtex.count("{") == bibtex.count("}")
    [item] = json.loads(csl)
    assert (item["type"], item["author"], item["issued"]) == ("speech", [{"literal": "Rosa Valle"}], {"date-parts": [[2037, 11, 3]]})
    assert item["URL"] in text


def test_the_recording_page_tells_reference_managers_and_leads_to_citing(client, recording):
    page = client.get("/events/kitchen/?t=754").content.decode()

    assert '<meta name="citation_title" content="Who cooks">' in page
    assert '<meta name="citation_publication_date" content="2037/11/03">' in page
    assert 'href="/events/kitchen/cite/?t=754"' in page
    assert '<link rel="canonical" href="https://events.example/events/kitchen/">' in page


def test_an_unpublished_event_cannot_be_cited(client, recording):
    recording.event.published_at = None
    recording.event.save()

    assert client.get("/events/kitchen/cite/?t=5").status_code == 404
