"""Times are entered as wall clock and zone, and read back as a sentence in three zones."""

from datetime import UTC, datetime, time

import pytest
from django.utils import translation

from events_service.events.domain import hosting, reading_back
from events_service.events.models import Event
from tests import factories
from tests.events.test_organizer import edit

NOON = datetime(2037, 12, 3, 18, tzinfo=UTC)  # 10:00 in Los Angeles
PACIFIC = "America/Los_Angeles"
WORDS = "Thursday, December 3, 2037, 10:00 – 11:30 AM Pacific Time"
AROUND = "12:00 – 1:30 PM in Mexico City · 7:00 – 8:30 PM in Madrid"


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def typed(institute):
    """What an organizer types for a webinar on Thursday 3 December 2037 at ten in Los Angeles."""
    return {
        "organization": institute.pk,
        "title_en": "Who counts?",
        "language": "en",
        "kind": "webinar",
        "presence": "online",
        "zone": PACIFIC,
        "starts": "2037-12-03T10:00",
        "ends": "2037-12-03T11:30",
    }


def said_of(page):
    return page.context["form"].read_back


def sentence(starts_at, zone, *also, language="en"):
    zones = reading_back.zones_around(zone, also=also, at=starts_at)
    return reading_back.sentence(starts_at, starts_at.replace(hour=starts_at.hour + 1), zones, language=language)


def test_it_says_the_time_where_it_is_and_in_two_places_around():
    said = "Thursday, December 3, 2037, 10:00 – 11:00 AM Pacific Time · 12:00 – 1:00 PM in Mexico City · 7:00 – 8:00 PM in Madrid"

    assert sentence(NOON, PACIFIC) == said


def test_it_names_the_day_again_where_it_is_another():
    said = sentence(datetime(2037, 12, 4, 2, tzinfo=UTC), PACIFIC, "Europe/Madrid", "UTC")

    assert said == (
        "Thursday, December 3, 2037, 6:00 – 7:00 PM Pacific Time"
        " · Friday, December 4, 2037, 3:00 – 4:00 AM in Madrid · Friday, December 4, 2037, 2:00 – 3:00 AM UTC"
    )


def test_whose_clocks_show_the_same_is_said_once():
    assert reading_back.zones_around(PACIFIC, also=["America/Vancouver", "Mars/Base", "", "Europe/Paris"], at=NOON) == [
        PACIFIC,
        "Europe/Paris",
        "America/Mexico_City",
    ]


def test_it_speaks_spanish():
    with translation.override("es"):
        said = sentence(NOON, PACIFIC, language="es")

    assert said.startswith("jueves, 3 de diciembre de 2037, 10:00–11:00 hora del Pacífico · ")
    assert "Ciudad de México" in said


# beside the fields


def test_a_new_event_has_nothing_to_read_back(desk):
    assert said_of(desk.get("/desk/events/new/")).sentence == ""


def test_a_drafts_time_is_read_back_where_it_is_edited(desk, webinar):
    Event.objects.update(published_at=None)

    assert f"{WORDS} · {AROUND}" in desk.get(f"/desk/events/{webinar.slug}/edit/").content.decode()


def test_the_zone_of_another_host_comes_before_places_around(desk, webinar):
    Event.objects.update(published_at=None)
    hosting.add_host(webinar, factories.OrganizationFactory(slug="partner", name="Partner", zone="Asia/Tokyo"))

    said = said_of(desk.get(f"/desk/events/{webinar.slug}/edit/")).sentence

    assert said == f"{WORDS} · Friday, December 4, 2037, 3:00 – 4:30 AM in Tokyo · 12:00 – 1:30 PM in Mexico City"


def test_the_time_is_checked_and_nothing_is_saved(desk, typed):
    page = desk.post("/desk/events/new/", typed | {"act": "check"})

    assert (page.status_code, said_of(page).sentence) == (200, f"{WORDS} · {AROUND}")
    assert not Event.objects.exists()


def test_after_an_error_the_time_is_still_read_back(desk, typed):
    page = desk.post("/desk/events/new/", typed | {"title_en": ""})

    assert (page.status_code, said_of(page).sentence) == (422, f"{WORDS} · {AROUND}")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"starts": "2038-03-14T02:30"}, "There is no 02:30 on 2038-03-14 in America/Los_Angeles: the clocks jump over it."),
        (
            {"starts": "2038-11-07T01:30", "ends": ""},
            "This time comes twice, because the clocks go back. Say which one",
        ),
        ({"ends": "2037-12-03T09:00"}, "The end has to be after the start."),
        ({"zone": "Mars/Base"}, "Choose a time zone from the list"),
        ({"starts": "soon"}, "Enter a date and a time, like 2026-12-03 10:00"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_the_same_place(desk, typed, changed, said):
    page = desk.post("/desk/events/new/", typed | {"act": "check"} | changed)

    assert (said_of(page).sentence, said_of(page).is_refused) == (said, True)


def test_of_a_repeated_hour_the_one_that_was_meant_is_read_back(desk, typed):
    page = desk.post("/desk/events/new/", typed | {"act": "check", "starts": "2038-11-07T01:30", "starts_which": "1", "ends": ""})

    assert said_of(page).sentence.endswith("3:30 – 5:00 AM in Mexico City · 10:30 AM – 12:00 PM in Madrid")


def test_changing_the_zone_keeps_the_wall_time(desk, webinar):
    Event.objects.update(published_at=None)

    edit(desk, webinar, starts="2037-12-03T10:00", ends="2037-12-03T11:30", zone="America/Mexico_City")

    webinar.refresh_from_db()
    assert (webinar.zone, webinar.starts_time, webinar.starts_at) == (
        "America/Mexico_City",
        time(10),
        datetime(2037, 12, 3, 16, tzinfo=UTC),
    )


def test_new_times_are_checked_before_anybody_is_counted(desk, webinar):
    moved = {"starts": "2037-12-10T10:00", "ends": "2037-12-10T11:30", "zone": PACIFIC}

    page = desk.post(f"/desk/events/{webinar.slug}/reschedule/", moved | {"back": "check"})

    assert page.templates[0].name == "registrations/organizer/reschedule.html"
    assert said_of(page).sentence.startswith("Thursday, December 10, 2037, 10:00 – 11:30 AM Pacific Time")


# while typing


def ask(client, **said):
    return client.get("/desk/times/", said)


def test_the_script_gets_the_same_sentence(desk):
    answer = ask(desk, zone=PACIFIC, starts="2037-12-03T10:00", zones=f"{PACIFIC} Europe/Madrid")

    said = f"{WORDS} · 7:00 – 8:30 PM in Madrid · 12:00 – 1:30 PM in Mexico City"
    assert answer.json() == {"sentence": said, "refused": False}
    assert answer["Cache-Control"] == "private, no-store"


def test_the_script_says_how_long_it_lasts(desk):
    answer = ask(desk, zone=PACIFIC, starts="2037-12-03T10:00", minutes="45")

    assert answer.json()["sentence"].startswith("Thursday, December 3, 2037, 10:00 – 10:45 AM Pacific Time")


@pytest.mark.parametrize(
    "said", [{}, {"starts": ""}, {"zone": PACIFIC, "starts": "", "minutes": "x"}, {"zones": "x" * 500, "minutes": "-1"}]
)
def test_without_a_start_there_is_nothing_to_say(desk, said):
    assert ask(desk, **said).json() == {"sentence": "", "refused": False}


def test_nonsense_is_answered_with_a_sentence(desk):
    answer = ask(desk, zone="\0", starts="2037-12-03T10:00", minutes="99999999999999999999", zones="\0 /../ Europe/Madrid")

    assert answer.json() == {"sentence": "Choose a time zone from the list", "refused": True}


def test_who_is_not_signed_in_is_told_nothing(client, site):
    assert ask(client, zone=PACIFIC, starts="2037-12-03T10:00").status_code == 302
