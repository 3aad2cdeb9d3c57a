import pytest

from events_service.events.domain import speaking
from events_service.events.domain.speaking import SpeakerLine
from events_service.events.models import Speaker
from tests.factories import EventFactory

pytestmark = pytest.mark.django_db


def people_at(event):
    appearances = event.appearances.select_related("speaker")
    return [(appearance.speaker.name, appearance.speaker.about, appearance.role) for appearance in appearances]


def test_people_appear_in_the_order_they_are_written(webinar, now):
    speaking.set_speakers(webinar, [SpeakerLine("Zoe", "Economist"), SpeakerLine("Ana", role="moderator")], now=now)

    webinar.refresh_from_db()
    assert people_at(webinar) == [("Zoe", "Economist", "speaker"), ("Ana", "", "moderator")]
    assert webinar.changed_at == now


def test_a_changed_list_replaces_the_one_before(webinar, now):
    speaking.set_speakers(webinar, [SpeakerLine("Zoe"), SpeakerLine("Ana")], now=now)
    speaking.set_speakers(webinar, [SpeakerLine("Ana"), SpeakerLine("Bo")], now=now)

    assert [name for name, _, _ in people_at(webinar)] == ["Ana", "Bo"]


def test_the_same_list_changes_nothing(webinar, now):
    speaking.set_speakers(webinar, [], now=now)
    before = webinar.changed_at
    nothing = people_at(webinar)

    assert nothing == []
    assert before != now


def test_who_stands_there_twice_appears_once_in_each_part(webinar, now):
    speaking.set_speakers(
        webinar, [SpeakerLine("Zoe"), SpeakerLine(" Zoe "), SpeakerLine("Zoe", role="moderator"), SpeakerLine(" ")], now=now
    )

    assert people_at(webinar) == [("Zoe", "", "speaker"), ("Zoe", "", "moderator")]


def test_a_person_stays_the_same_person_at_the_next_event(institute, webinar, now):
    following = EventFactory(host=institute)
    speaking.set_speakers(webinar, [SpeakerLine("Zoe", "Economist")], now=now)

    speaking.set_speakers(following, [SpeakerLine("Zoe")], now=now)

    assert Speaker.objects.count() == 1
    assert people_at(following) == [("Zoe", "Economist", "speaker")]


def test_who_somebody_is_can_be_changed_and_taken_away(webinar, now):
    speaking.set_speakers(webinar, [SpeakerLine("Zoe", "Economist")], now=now)
    speaking.set_speakers(webinar, [SpeakerLine("Zoe", "Economist, Fresno")], now=now)
    changed = people_at(webinar)
    speaking.set_speakers(webinar, [SpeakerLine("Zoe")], now=now)

    assert changed == [("Zoe", "Economist, Fresno", "speaker")]
    assert people_at(webinar) == [("Zoe", "", "speaker")]


def test_words_that_are_too_long_are_cut_and_cleaned(webinar, now):
    speaking.set_speakers(webinar, [SpeakerLine("Zo\x00e " + "x" * 200, "y" * 400)], now=now)

    [(name, about, _)] = people_at(webinar)
    assert (name[:5], len(name), len(about)) == ("Zoe x", 120, 300)
