"""What happens when within an event: typed as the clock shows it there, and moved along with the event."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest
from django.utils import translation

from events_service.events.domain import copying, programme, scheduling
from events_service.events.domain.copying import Copy
from events_service.events.domain.programme import Item
from events_service.events.domain.scheduling import Times
from tests import factories

ITEMS = [Item(time(10), "Opening", "Apertura"), Item(time(10, 35), "The budget")]
FRIDAY = Times("America/Los_Angeles", date(2037, 12, 4), time(9), date(2037, 12, 4), time(10, 30))


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def at(event):
    return f"/desk/events/{event.slug}/programme/"


def minutes(event):
    return [(item.minute, item.title_en, item.title_es) for item in event.programme.all()]


def test_what_is_typed_stands_on_the_page_in_both_languages(desk, client, webinar):
    answer = desk.post(at(webinar), {"programme_en": "10:35 The budget\n\n 10:00  Opening ", "programme_es": "10.00 Apertura"})

    pages = [client.get(language + webinar.get_absolute_url()).content.decode() for language in ("", "/es")]
    assert answer.status_code == 302
    assert minutes(webinar) == [(0, "Opening", "Apertura"), (35, "The budget", "")]
    assert "10:00 AM</time><h3>Opening</h3>" in pages[0]
    assert "<h3>Apertura</h3>" in pages[1]
    assert '<h3 lang="en">The budget</h3>' in pages[1]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("9:59 Too early", "09:59 is outside of the event."),
        ("11:30 Too late", "11:30 is outside of the event."),
        ("Opening", "A line has to begin with a time, then a title: “Opening”"),
        ("25:00 Opening", "A line has to begin with a time"),
        ("10:00 One\n10:00 Two", "Two parts begin at the same time: “10:00 Two”"),
        (f"10:00 {'x' * 201}", "A title has at most 200 characters"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_changed(desk, webinar, now, typed, sentence):
    programme.write(webinar, ITEMS, now=now)

    page = desk.post(at(webinar), {"programme_en": typed})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert typed in page.content.decode()
    assert len(minutes(webinar)) == 2


def test_a_moved_event_moves_its_programme(webinar, now):
    programme.write(webinar, ITEMS, now=now)

    scheduling.reschedule(webinar, FRIDAY, now=now)

    assert [slot.starts_at for slot in programme.slots(webinar)] == [
        datetime(2037, 12, 4, 17, tzinfo=UTC),
        datetime(2037, 12, 4, 17, 35, tzinfo=UTC),
    ]


def test_what_a_shorter_event_has_no_time_for_is_not_on_the_page_and_not_lost(webinar, now):
    programme.write(webinar, ITEMS, now=now)
    webinar.ends_at = webinar.starts_at.replace(minute=30)

    assert [slot.item.title_en for slot in programme.slots(webinar)] == ["Opening"]
    assert [item.at for item in programme.on_the_wall(webinar)] == [time(10), time(10, 35)]


def test_after_midnight_it_is_the_next_day(institute, now):
    night = {"starts_at": datetime(2037, 12, 4, 7, tzinfo=UTC), "ends_at": datetime(2037, 12, 4, 9, tzinfo=UTC)}  # 23:00 to 1:00
    event = factories.EventFactory(host=institute, starts_time=time(23), ends_time=time(1), ends_on=date(2037, 12, 4), **night)

    programme.write(event, [Item(time(0, 15), "Midnight")], now=now)

    assert minutes(event) == [(75, "Midnight", "")]


def test_an_hour_that_the_clocks_skip_is_outside(institute, now):
    spring = {"starts_at": datetime(2037, 3, 8, 9, tzinfo=UTC), "ends_at": datetime(2037, 3, 8, 12, tzinfo=UTC)}  # 1:00 to 5:00
    event = factories.EventFactory(host=institute, starts_on=date(2037, 3, 8), ends_on=date(2037, 3, 8), **spring)

    with pytest.raises(programme.OutsideOfTheEvent):
        programme.write(event, [Item(time(2, 30), "Never")], now=now)


def test_who_writes_later_sees_what_stands_and_may_insist(desk, webinar, now):
    opened = desk.get(at(webinar)).context["version"]
    programme.write(webinar, ITEMS, now=now)

    page = desk.post(at(webinar), {"programme_en": "10:05 Mine", "opened": opened})
    before = minutes(webinar)
    desk.post(at(webinar), {"programme_en": "10:05 Mine", "opened": page.context["version"]})

    assert "Somebody changed the programme while you were writing." in page.content.decode()
    assert "<h3>The budget</h3>" in page.content.decode()
    assert (len(before), minutes(webinar)) == (2, [(5, "Mine", "")])


def test_a_copy_has_the_same_programme(webinar, now):
    programme.write(webinar, ITEMS, now=now)

    made = copying.copy(webinar, Copy(uuid4(), FRIDAY), now=now)

    with translation.override("es"):
        assert [(item.minute, item.title) for item in made.programme.all()] == [(0, "Apertura"), (35, "The budget")]
