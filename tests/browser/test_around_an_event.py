"""What stands around an event at its desk, in a real browser: speakers, access, programme, place, reading; and a speaker's own page."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from events_service.events.domain import access, programme, reading, venues
from events_service.events.domain.access import Offer
from events_service.events.domain.programme import Item
from events_service.events.domain.reading import Reading
from events_service.lib.tokens import personal_token
from registrations.domain import asking
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGES = pytest.mark.parametrize("language", ["", "/es"])


@pytest.fixture
def workshop(transactional_db, site):
    """In three weeks, in a place and online, with everything an event can have around it."""
    wall = datetime.combine(timezone.now().date() + timedelta(days=21), time(10), ZoneInfo("America/Los_Angeles"))
    when = {"starts_on": wall.date(), "ends_on": wall.date(), "starts_at": wall, "ends_at": wall + timedelta(minutes=90)}
    event = factories.EventFactory(slug="workshop", presence="hybrid", place="Fresno Main Library, 2420 Mariposa Street", **when)
    now = timezone.now()
    captions = access.offer(event, Offer("captions", "en", ask_by_on=wall.date(), detail_en="By a person."), now=now)
    asking.ask(factories.RegistrationFactory(event=event), [captions.pk], words="A quiet room", now=now)
    programme.write(event, [Item(wall.time(), "Opening", "Apertura")], now=now)
    venues.write(event, {"room_en": "Room 210", "directions_en": "Bus 38.\n\nThe north door.", "step_free_es": "Rampa al norte."}, now=now)
    for name in ("first", "second"):
        reading.add(
            event, Reading(f"The {name} of many long titles about care", f"https://journal.example/{name}", why="It asks."), now=now
        )
    return event


@pytest.fixture
def zoe(workshop):
    """Zoe, invited to speak at the workshop."""
    speaker = factories.SpeakerFactory(about="Economist, Universidad Complutense de Madrid")
    factories.AppearanceFactory(event=workshop, speaker=speaker)
    return factories.EngagementFactory(event=workshop, speaker=speaker, invited_at=timezone.now(), told_starts_at=workshop.starts_at)


@pytest.fixture
def signed_in(context, address, client, workshop):
    client.force_login(factories.MembershipFactory().user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
    return context


@LANGUAGES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_page_at_the_desk_can_be_used_by_everybody_on_any_screen(signed_in, page, address, zoe, accessible, fits, language, scheme):
    page.emulate_media(color_scheme=scheme)
    tabs = ("speakers", f"speakers/{zoe.speaker_id}", "access", "programme", "venue", "reading", "room")
    other = factories.SpeakerFactory(name="Dr. Zoe Prado")
    merge = f"/desk/organizations/valley-institute/speakers/merge/?keep={zoe.speaker_id}&other={other.pk}"

    for path in [*(f"/desk/events/workshop/{tab}/" for tab in tabs), merge]:
        answer = page.goto(f"{address}{language}{path}")

        assert answer.status == 200
        accessible(page)
        fits(page)


@LANGUAGES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_day_can_be_used_by_everybody_on_any_screen(signed_in, page, address, zoe, accessible, fits, language, scheme):
    page.emulate_media(color_scheme=scheme)
    room = factories.RoomFactory(event=zoe.event, overflow_url="")
    for name in ("Rosa", "Omar", "Lucía"):
        factories.RegistrationFactory(event=zoe.event, name=name, came_by="online", attended_at=timezone.now())
    assert room.size < 3

    for path in ("live/", "live/write/", "live/sheet/", "check-in/", "reminders/"):
        answer = page.goto(f"{address}{language}/desk/events/workshop/{path}")

        assert answer.status == 200
        accessible(page)
        fits(page)


@LANGUAGES
def test_a_speakers_own_page_can_be_used_by_everybody_on_any_screen(page, address, zoe, accessible, fits, language):
    token = personal_token("speaking", zoe.key, zoe.link_version)
    page.goto(f"{address}{language}/speaking/{token}/")

    accessible(page)
    fits(page)


@LANGUAGES
def test_the_page_of_the_event_says_all_of_it_on_any_screen(page, address, workshop, zoe, accessible, fits, language):
    page.goto(f"{address}{language}{workshop.get_absolute_url()}")

    assert page.get_by_text("Room 210").last.is_visible()
    assert page.get_by_text("The north door.").is_visible()
    accessible(page)
    fits(page)


def test_what_is_wrong_is_said_beside_the_field_and_can_be_read_by_everybody(signed_in, page, address, accessible, fits):
    page.goto(f"{address}/desk/events/workshop/programme/")
    page.get_by_label("Programme (optional)").fill("Opening")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("A line has to begin with a time").wait_for()
    accessible(page)
    fits(page)

    page.goto(f"{address}/desk/events/workshop/reading/")
    page.get_by_label("Title").fill("Care")
    page.get_by_label("Link").fill("https://journal.example/first")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("alert").get_by_text("This address is in the list already.").wait_for()
    accessible(page)
    fits(page)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_tab_of_a_page_is_in_sight_when_it_opens(signed_in, page, address, width):
    page.set_viewport_size({"width": width, "height": 800})

    for tab in ("speakers", "reading", "activity"):
        page.goto(f"{address}/desk/events/workshop/{tab}/")

        box = page.locator(".tabs a[aria-current=page]").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
