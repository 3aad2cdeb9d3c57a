"""How a page will read in each language."""

from datetime import UTC, datetime

from events_service.events.domain.previewing import Said, proofs
from events_service.events.models import Event


def test_each_language_reads_its_own_words_and_its_own_clock():
    event = Event(
        title_en="Who counts?",
        title_es="¿Quién cuenta?",
        text_en="*So*",
        text_es="*Así*",
        zone="America/Mexico_City",
        starts_at=datetime(2037, 12, 3, 18, tzinfo=UTC),
        ends_at=datetime(2037, 12, 3, 19, 30, tzinfo=UTC),
    )

    english, spanish = proofs(event)

    assert (english.title, english.text) == (Said("Who counts?", "en"), Said("<p><em>So</em></p>\n", "en"))
    assert (spanish.title, spanish.text) == (Said("¿Quién cuenta?", "es"), Said("<p><em>Así</em></p>\n", "es"))
    assert english.times.startswith("Thursday, December 3, 2037, 12:00 – 1:30 PM ")
    assert spanish.times.startswith("jueves, 3 de diciembre de 2037, ")


def test_where_a_text_is_missing_the_other_language_stands_in_its_place():
    english, spanish = proofs(Event(title_en="Who counts?", summary_es="Una charla.", zone="UTC"))

    assert (english.title, english.summary) == (Said("Who counts?", "en"), Said("Una charla.", "es"))
    assert (spanish.title, spanish.summary) == (Said("Who counts?", "en"), Said("Una charla.", "es"))


def test_an_event_that_says_nothing_has_nothing_to_read():
    assert proofs(Event(zone="UTC")) == []


def test_an_event_without_a_time_reads_without_one():
    assert [proof.times for proof in proofs(Event(title_en="Undated", zone="UTC"))] == ["", ""]
