"""What a draft still lacks, and where it is written."""

import re

import pytest
from django.utils import translation

from events_service.events.domain import readiness
from events_service.events.models import Engagement, Room
from tests import factories


@pytest.fixture
def bare(institute):
    return factories.EventFactory(host=institute, published_at=None)


@pytest.fixture
def whole(institute):
    texts = {f"{name}_{code}": "Said" for name in ("title", "summary", "text") for code in ("en", "es")}
    draft = factories.EventFactory(host=institute, published_at=None, **texts)
    Room.objects.create(event=draft, url="https://meet.example.org/room")
    paula = factories.SpeakerFactory(organization=institute, name="Paula Arce")
    factories.AppearanceFactory(event=draft, speaker=paula)
    factories.EngagementFactory(event=draft, speaker=paula, invited_at=factories.CREATED, told_starts_at=draft.starts_at)
    draft.access_services.create(kind="captions", language="en", status="confirmed", changed_at=draft.changed_at)
    return draft


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def fields(event, now):
    return [(lack.field, lack.is_required) for lack in readiness.lacks(event, now=now)]


def test_a_bare_draft_lacks_words_people_and_a_room_and_nothing_that_keeps_it_from_being_published(bare, now):
    assert fields(bare, now) == [
        ("room_url", False),
        ("kind", False),
        ("summary_en", False),
        ("text_en", False),
        ("speakers", False),
        ("title_es", False),
    ]


def test_a_whole_one_lacks_nothing(whole, now):
    assert fields(whole, now) == []


@pytest.mark.parametrize(
    ("settled", "sentence"),
    [
        ({"email": "", "invited_at": None}, "1 person who speaks has no address to write to."),
        ({"invited_at": None}, "1 person who speaks is not invited yet."),
    ],
)
def test_who_speaks_and_does_not_know_it_is_counted_and_leads_to_the_speakers(whole, desk, now, settled, sentence):
    Engagement.objects.update(**settled)

    [lack] = readiness.lacks(whole, now=now)
    page = desk.get(f"/desk/events/{whole.slug}/").content.decode()

    assert (lack.sentence, lack.is_required) == (sentence, False)
    assert f'href="/desk/events/{whole.slug}/speakers/#id_people">{sentence}</a>' in page


def test_what_is_required_comes_first(whole, now):
    whole.presence, whole.place, whole.summary_en, whole.summary_es = "hybrid", "", "", ""

    assert fields(whole, now) == [("place", True), ("summary_en", False)]


def test_what_is_over_needs_neither_place_nor_room(bare):
    bare.presence = "hybrid"

    assert [field for field, _is_required in fields(bare, bare.ends_at)] == ["summary_en", "text_en", "speakers", "title_es"]


def test_texts_that_are_missing_in_a_language_are_counted_and_lead_to_the_first(whole, now):
    whole.title_es = whole.summary_es = whole.text_es = whole.text_en = ""

    assert [(str(lack.sentence), lack.field) for lack in readiness.untranslated(whole)] == [
        ("2 texts are missing in Spanish: the other language stands in their place.", "title_es")
    ]


def test_english_can_be_the_one_that_is_missing(whole):
    whole.summary_en = ""

    with translation.override("es"):
        assert [lack.field for lack in readiness.untranslated(whole)] == ["summary_en"]


def test_every_lack_at_the_desk_is_a_link_to_its_field(desk, bare):
    bare.presence = "hybrid"
    bare.save()

    links = re.findall(r'href="(/desk/events/[^"]*/edit/)#([^"]*)"', desk.get(f"/desk/events/{bare.slug}/").content.decode())
    form = desk.get(links[0][0]).content.decode()

    assert [name for _path, name in links] == ["id_place", "id_room_url", "id_summary_en", "id_text_en", "id_speakers", "id_title_es"]
    assert [name for _path, name in links if f'id="{name}"' not in form] == []


def test_with_words_missing_it_can_still_be_published(desk, bare):
    desk.post(f"/desk/events/{bare.slug}/publish/")

    bare.refresh_from_db()
    assert bare.published_at is not None


def test_a_public_event_and_a_viewer_are_asked_nothing(client, desk, webinar, bare, institute):
    public = desk.get(f"/desk/events/{webinar.slug}/").content.decode()
    client.force_login(factories.MembershipFactory(organization=institute, role="viewer").user)
    viewed = client.get(f"/desk/events/{bare.slug}/").content.decode()

    assert [page for page in (public, viewed) if "Ready to publish?" in page] == []


def test_what_is_promised_and_not_confirmed_is_named_and_leads_to_its_page(whole, now):
    whole.access_services.update(status="booked")

    [lack] = readiness.lacks(whole, now=now)

    assert (str(lack.sentence), lack.page) == ("Promised and not confirmed yet: Live captions in English.", "event_access")
