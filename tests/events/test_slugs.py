import threading

import pytest
from django.db import connection

from events_service.events.domain import finding, publishing
from events_service.events.domain.slugs import SlugTaken
from events_service.events.models import Event, OldSlug, Series
from tests.events.test_publishing import DECEMBER, make
from tests.factories import EventFactory, SeriesFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("¿Quién cuenta como «la economía»?", "quien-cuenta-como-la-economia"),
        ("谁算经济?", "event"),
        ("???", "event"),
        ("New", "new-2"),
        ("  Straße & Café_bar  ", "strae-cafe_bar"),
        ("x" * 300, "x" * 80),
    ],
)
def test_a_slug_is_made_of_the_title_in_ascii_and_never_empty(institute, now, title, slug):
    assert make(institute, now, title_en=title).slug == slug


def test_a_slug_is_made_of_the_spanish_title_where_there_is_no_english_one(institute, now):
    event = publishing.create(institute, details={"title_es": "Economía solidaria"}, when=DECEMBER, now=now)

    assert event.slug == "economia-solidaria"


def test_the_same_title_is_numbered(institute, now):
    assert [make(institute, now).slug for _ in range(3)] == ["who-counts", "who-counts-2", "who-counts-3"]


def test_a_long_slug_is_numbered_within_its_length(institute, now):
    slugs = [make(institute, now, title_en="x" * 100).slug for _ in range(2)]

    assert slugs == ["x" * 80, "x" * 78 + "-2"]


def test_a_slug_that_a_page_once_had_is_never_given_away(institute, now):
    first = make(institute, now)
    publishing.publish(first, now=now)
    publishing.edit(first, details={"slug": "who-is-counted"}, now=now)

    assert make(institute, now).slug == "who-counts-2"


def test_the_old_address_of_an_event_leads_to_the_new_one_for_ever(webinar, now):
    first = webinar.slug
    publishing.edit(webinar, details={"slug": "second"}, now=now)
    publishing.edit(webinar, details={"slug": "third"}, now=now)

    for old in (first, "second"):
        with pytest.raises(finding.Moved) as moved:
            finding.event_at(old)
        assert moved.value.slug == "third"
    assert finding.event_at("third") == webinar


def test_an_event_may_take_its_own_old_address_back(webinar, now):
    first = webinar.slug
    publishing.edit(webinar, details={"slug": "second"}, now=now)
    publishing.edit(webinar, details={"slug": first}, now=now)

    assert finding.event_at(first) == webinar
    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["second"]


def test_an_address_that_another_page_has_or_had_is_refused(institute, webinar, now):
    other = EventFactory(host=institute, slug="other")
    publishing.edit(other, details={"slug": "another"}, now=now)

    for slug in ("another", "other", "new"):
        with pytest.raises(SlugTaken) as refusal:
            publishing.edit(webinar, details={"slug": slug}, now=now)
        assert refusal.value.field == "slug"


def test_an_address_typed_by_hand_is_brought_into_form(webinar, now):
    publishing.edit(webinar, details={"slug": " Who Counts Now? "}, now=now)

    assert webinar.slug == "who-counts-now"


@pytest.mark.parametrize("slug", ["", "???"])
def test_an_address_without_a_letter_changes_nothing(webinar, now, slug):
    before = webinar.slug

    publishing.edit(webinar, details={"slug": slug}, now=now)

    assert webinar.slug == before


def test_a_draft_leaves_no_address_behind(institute, now):
    draft = make(institute, now)

    publishing.edit(draft, details={"slug": "better"}, now=now)

    assert draft.slug == "better"
    assert not OldSlug.objects.exists()


def test_a_draft_is_not_found(institute, now):
    draft = make(institute, now)

    with pytest.raises(Event.DoesNotExist):
        finding.event_at(draft.slug)


def test_nothing_is_found_where_nothing_was(site):
    with pytest.raises(Event.DoesNotExist):
        finding.event_at("nothing")
    with pytest.raises(Series.DoesNotExist):
        finding.series_at("nothing")


def test_the_old_address_of_a_series_leads_to_the_new_one(institute, now):
    series = SeriesFactory(host=institute, slug="first")
    publishing.edit_series(series, details={"slug": "second"}, now=now)

    with pytest.raises(finding.Moved) as moved:
        finding.series_at("first")

    assert moved.value.slug == "second"
    assert finding.series_at("second") == series


def test_a_series_and_an_event_may_share_an_address_but_not_an_old_one(institute, now):
    webinar = make(institute, now, title_en="Our economy")
    publishing.publish(webinar, now=now)

    series = publishing.create_series(institute, details={"title_en": "Our economy"}, now=now)

    assert (webinar.slug, series.slug) == ("our-economy", "our-economy")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_made_at_once_each_gets_its_own(institute, now):
    barrier, made = threading.Barrier(3), []

    def run():
        barrier.wait()
        made.append(make(institute, now).slug)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == ["who-counts", "who-counts-2", "who-counts-3"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_moved_to_one_address_at_once_one_has_it_and_the_others_are_told(institute, now):
    events = [make(institute, now) for _ in range(4)]
    barrier, answers = threading.Barrier(len(events)), []

    def run(event):
        barrier.wait()
        try:
            publishing.edit(event, details={"slug": "the-same"}, now=now)
            answers.append("moved")
        except Exception as error:
            answers.append(type(error).__name__)
        connection.close()

    threads = [threading.Thread(target=run, args=[event]) for event in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["SlugTaken", "SlugTaken", "SlugTaken", "moved"]
