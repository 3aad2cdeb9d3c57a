from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse

from events_service.events.models import Room
from events_service.lib.tokens import personal_token
from registrations.domain import links, reminders
from registrations.models import Registration, Status
from tests.factories import EventFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(webinar, now):
    return register(webinar, now=now)


def words(response):
    return " ".join(response.content.decode().split())


def test_the_personal_link_in_the_mail_opens_my_registration(client, rosa):
    [mail] = deliver()
    [link] = {word for word in mail.body.split() if "/my/" in word}

    response = client.get(link.removeprefix("https://events.example"))

    assert response.status_code == 200
    assert "You have a place" in words(response)


def test_a_personal_page_is_neither_kept_nor_told_nor_indexed_and_sets_no_cookie(client, rosa):
    response = client.get(links.path("my", rosa))

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert response.cookies == {}


def test_no_personal_page_shows_the_address(client, rosa):
    pages = [client.get(links.path(purpose, rosa)).content.decode() for purpose in ("my", "join", "stop", "inbox")]

    assert [page for page in pages if "rosa@valle.example" in page] == []


@pytest.mark.parametrize("token", ["x", "a" * 46, "%00", "é"])
def test_a_link_that_was_never_made_is_not_found(client, webinar, token):
    for purpose in ("my", "join", "stop", "inbox"):
        assert client.get(f"/{purpose}/{token}/").status_code == 404


def test_a_link_for_joining_does_not_open_my_registration(client, rosa):
    token = personal_token("join", rosa.key, rosa.link_version)

    response = client.get(reverse("my", args=[token]))

    assert response.status_code == 404


def test_raising_the_version_revokes_the_links_made_before(client, rosa):
    old = links.path("my", rosa)
    Registration.objects.update(link_version=2)

    response = client.get(old)

    assert response.status_code == 404


def test_opening_the_link_changes_nothing_and_the_button_gives_the_place_back(client, rosa):
    client.get(links.path("my", rosa))
    rosa.refresh_from_db()
    before = rosa.status

    response = client.post(f"{links.path('my', rosa)}withdraw/", follow=True)

    rosa.refresh_from_db()
    assert (before, rosa.status) == (Status.CONFIRMED, Status.WITHDRAWN)
    assert "You gave your place back" in words(response)


def test_withdrawing_by_link_needs_a_post(client, rosa):
    response = client.get(f"{links.path('my', rosa)}withdraw/")

    assert response.status_code == 405


def test_who_waits_sees_how_many_wait_before(client, institute, now):
    event = EventFactory(host=institute, capacity=1)
    _, _, third = (register(event, f"person{number}@valle.example", now=now) for number in range(3))

    response = client.get(links.path("my", third))

    assert "1 person waits before you" in words(response)


def test_the_calendar_file_is_this_persons_and_holds_no_attendee(client, rosa):
    response = client.get(f"{links.path('my', rosa)}event.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"METHOD:PUBLISH" in response.content
    assert b"ATTENDEE" not in response.content


def test_the_place_in_the_calendar_file_is_this_persons_join_page(client, rosa):
    response = client.get(f"{links.path('my', rosa)}event.ics")

    [event] = icalendar.Calendar.from_ical(response.content).events
    assert event["LOCATION"] == f"https://events.example{links.path('join', rosa)}"


def test_stopping_reminders_is_a_button_and_keeps_the_place(client, rosa, webinar, now):
    reminders.switch_on(webinar, "day", now=now)
    asked = client.get(links.path("stop", rosa))

    done = client.post(links.path("stop", rosa))

    rosa.refresh_from_db()
    assert "Shall we stop" in words(asked)
    assert "You get no more reminders" in words(done)
    assert rosa.status == Status.CONFIRMED


def test_the_inbox_page_shows_a_masked_address_and_sends_no_second_mail_at_once(client, rosa):
    shown = client.get(links.path("inbox", rosa))

    again = client.post(links.path("inbox", rosa))

    assert "r•••@v•••.example" in words(shown)
    assert "Please wait two minutes" in words(again)
    assert len(deliver()) == 1


def test_the_inbox_page_is_the_same_for_who_waits(client, institute, now):
    event = EventFactory(host=institute, capacity=1)
    first, second = (register(event, f"person{number}@valle.example", now=now) for number in range(2))

    pages = [client.get(links.path("inbox", registration)).content.decode() for registration in (first, second)]

    assert pages[0].replace(links.path("inbox", first), "") == pages[1].replace(links.path("inbox", second), "")


# joining


def test_before_the_door_opens_the_join_page_counts_down(client, rosa, webinar, time_machine):
    time_machine.move_to(webinar.starts_at - timedelta(minutes=40), tick=False)

    response = client.get(links.path("join", rosa))

    assert "The event starts in 40 minutes" in words(response).replace("\xa0", " ")
    assert "Come in" not in words(response)


def test_from_a_quarter_of_an_hour_before_one_tap_leads_into_the_room(client, rosa, webinar, time_machine):
    Room.objects.create(event=webinar, url="https://meet.example/economy", passcode="bread")
    time_machine.move_to(webinar.starts_at - timedelta(minutes=15), tick=False)
    page = client.get(links.path("join", rosa))

    response = client.post(links.path("join", rosa))

    rosa.refresh_from_db()
    assert "Come in" in words(page)
    assert "bread" in words(page)
    assert "meet.example" not in words(page)
    assert (response.status_code, response["Location"]) == (302, "https://meet.example/economy")
    assert rosa.attended_at == webinar.starts_at - timedelta(minutes=15)


def test_opening_the_join_page_records_no_attendance(client, rosa, webinar, time_machine):
    Room.objects.create(event=webinar, url="https://meet.example/economy")
    time_machine.move_to(webinar.starts_at, tick=False)

    client.get(links.path("join", rosa))

    rosa.refresh_from_db()
    assert rosa.attended_at is None


def test_too_early_a_tap_does_not_give_the_room_away(client, rosa, webinar, time_machine):
    Room.objects.create(event=webinar, url="https://meet.example/economy")
    time_machine.move_to(webinar.starts_at - timedelta(minutes=16), tick=False)

    response = client.post(links.path("join", rosa))

    assert response.status_code == 200
    assert "meet.example" not in words(response)


def test_who_waits_does_not_get_into_the_room(client, institute, now, time_machine):
    event = EventFactory(host=institute, capacity=1)
    Room.objects.create(event=event, url="https://meet.example/economy")
    _, second = (register(event, f"person{number}@valle.example", now=now) for number in range(2))
    time_machine.move_to(event.starts_at, tick=False)

    response = client.post(links.path("join", second))

    assert response.status_code == 200
    assert "You are on the waiting list" in words(response)


def test_the_join_page_says_so_while_there_is_no_room_yet(client, rosa, webinar, time_machine):
    time_machine.move_to(webinar.starts_at, tick=False)

    response = client.get(links.path("join", rosa))

    assert "have not opened the room yet" in words(response)


def test_after_the_end_the_join_page_leads_to_the_event(client, rosa, webinar, time_machine):
    time_machine.move_to(webinar.ends_at, tick=False)

    response = client.get(links.path("join", rosa))

    assert "This event is over" in words(response)
    assert webinar.get_absolute_url() in words(response)


def test_personal_pages_speak_spanish(client, rosa):
    token = personal_token("my", rosa.key, rosa.link_version)

    response = client.get(f"/es/my/{token}/")

    assert response["Content-Language"] == "es"
    assert 'lang="es"' in words(response)
