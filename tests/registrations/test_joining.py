"""Ten o'clock: what a waiting screen shows and asks for, and the way in. The webinar starts at 18:00 UTC."""

import logging
from datetime import timedelta

import pytest
from django.core.signals import request_finished
from django.db import OperationalError, close_old_connections

from events_service.events.domain import publishing, rooms, scheduling
from events_service.events.domain.scheduling import Times
from events_service.events.models import Room
from registrations.domain import attendance, links
from registrations.models import Registration, Way
from registrations.views.join import join
from tests import factories
from tests.registrations.cast import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(webinar, now):
    return register(webinar, now=now)


@pytest.fixture
def live(webinar, time_machine):
    """The webinar, at five minutes before its start, with a room."""
    factories.RoomFactory(event=webinar, overflow_url="", size=None)
    time_machine.move_to(webinar.starts_at - timedelta(minutes=5), tick=False)
    return webinar


def words(response):
    return " ".join(response.content.decode().split())


def asked(client, registration, *, tag=""):
    return client.get(f"{links.path('join', registration)}now/", headers={"if-none-match": tag})


# the page


def test_before_the_door_opens_the_page_has_passcode_phones_and_channels_but_not_the_room(client, rosa, webinar):
    factories.RoomFactory(event=webinar)

    page = client.get(links.path("join", rosa)).content.decode()

    assert 'href="tel:+15550100"' in page
    assert "México" in page
    assert "open sesame" in page
    assert 'href="https://captions.example/secret-captions"' in page
    assert 'href="https://listen.example/secret-channel"' in page
    assert "secret-room" not in page
    assert "secret-overflow" not in page
    assert "Nora" not in page


def test_who_has_no_place_sees_nothing_of_the_room(client, webinar, now):
    waiting = factories.RegistrationFactory(event=webinar, status="waitlisted", turn=1)
    factories.RoomFactory(event=webinar)

    page = client.get(links.path("join", waiting)).content.decode()

    assert [secret for secret in factories.SECRETS_OF_A_ROOM if secret in page] == []


def test_the_door_is_on_the_waiting_page_already_and_hidden(client, rosa, webinar):
    factories.RoomFactory(event=webinar)

    page = words(client.get(links.path("join", rosa)))

    assert '<div class="stack" data-door hidden>' in page
    assert "data-enter" in page


def test_without_javascript_the_page_looks_again_by_itself(client, rosa):
    page = words(client.get(links.path("join", rosa)))

    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
    assert f'<a href="{links.path("join", rosa)}">Look again</a>' in page


def test_who_came_in_is_told_that_we_moved_and_comes_in_again(client, rosa, live, time_machine):
    client.post(links.path("join", rosa))
    time_machine.shift(60)
    rooms.change(live, {"url": "https://meet.example/elsewhere"}, now=live.starts_at - timedelta(minutes=4))
    told = words(client.get(links.path("join", rosa)))
    time_machine.shift(60)

    answer = client.post(links.path("join", rosa))

    assert "We have moved to another room since you came in" in told
    assert answer["Location"] == "https://meet.example/elsewhere"
    assert "We have moved" not in words(client.get(links.path("join", rosa)))


# what a waiting screen asks for


def test_a_waiting_screen_is_answered_in_one_statement(client, rosa, live, django_assert_num_queries):
    rooms.say_line(live, "We start at 10:05", now=live.starts_at)

    with django_assert_num_queries(1):
        answer = asked(client, rosa)

    assert answer.json()["line"] == "We start at 10:05"
    assert answer["Cache-Control"] == "private, no-store"


def test_who_knows_it_already_is_answered_304(client, rosa, live):
    first = asked(client, rosa)

    again = asked(client, rosa, tag=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")


def test_the_screen_stays_the_same_while_only_time_passes_until_it_is_over(client, rosa, webinar, time_machine):
    states = []
    for minutes in (-60, -14, 5, 90):
        time_machine.move_to(webinar.starts_at + timedelta(minutes=minutes), tick=False)
        states.append(asked(client, rosa).json()["state"])

    assert len(set(states[:3])) == 1
    assert states[3] != states[2]


def a_room_changed(event, now):
    rooms.change(event, {"url": "https://meet.example/elsewhere"}, now=now)


def a_passcode_changed(event, now):
    rooms.change(event, {"passcode": "another"}, now=now)


def a_room_taken_away(event, now):
    Room.objects.all().delete()


def a_start_moved(event, now):
    times = Times(event.zone, event.starts_on, event.starts_time.replace(minute=20), event.ends_on, event.ends_time)
    scheduling.reschedule(event, times, now=now)


def a_cancellation(event, now):
    publishing.cancel(event, reason="Ill", now=now)


@pytest.mark.parametrize("happens", [a_room_changed, a_passcode_changed, a_room_taken_away, a_start_moved, a_cancellation])
def test_a_waiting_screen_learns_of(client, rosa, live, now, happens):
    before = asked(client, rosa).json()["state"]

    happens(live, now)

    assert asked(client, rosa).json()["state"] != before


def test_who_moves_up_learns_it_before_the_door(client, webinar, now):
    waiting = factories.RegistrationFactory(event=webinar, status="waitlisted", turn=1)
    before = asked(client, waiting).json()["state"]

    Registration.objects.update(status="confirmed", confirmed_at=now, turn=None)

    assert asked(client, waiting).json()["state"] != before


def test_what_a_screen_is_told_holds_nothing_of_the_room(client, rosa, live):
    told = asked(client, rosa).content.decode()

    assert [secret for secret in factories.SECRETS_OF_A_ROOM if secret in told] == []


@pytest.mark.parametrize("token", ["x", "a" * 46])
def test_a_screen_that_was_never_made_learns_nothing(client, live, token):
    assert client.get(f"/join/{token}/now/").status_code == 404


# coming in


def test_a_database_that_cannot_write_keeps_nobody_out(client, rosa, live, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(attendance, "record_join", broken)
    with caplog.at_level(logging.WARNING):
        answer = client.post(links.path("join", rosa))

    assert (answer.status_code, answer["Location"]) == (302, "https://meet.example/secret-room")
    assert "could not be written" in caplog.text
    assert "rosa" not in caplog.text


def test_attendance_is_written_once_the_answer_has_left(rf, rosa, live, django_assert_num_queries):
    token = links.path("join", rosa).split("/")[-2]
    with django_assert_num_queries(1):  # no write among them
        answer = join(rf.post(links.path("join", rosa)), token)
    before = Registration.objects.get().attended_at

    request_finished.disconnect(close_old_connections)  # as Django's own test client does
    answer.close()
    request_finished.connect(close_old_connections)

    assert (before, Registration.objects.get().attended_at) == (None, live.starts_at - timedelta(minutes=5))


def test_coming_in_again_keeps_the_first_time(client, rosa, live, time_machine):
    client.post(links.path("join", rosa))
    time_machine.shift(120)

    client.post(links.path("join", rosa))

    rosa.refresh_from_db()
    assert rosa.last_in_at - rosa.attended_at == timedelta(minutes=2)


def test_when_the_room_is_full_the_next_ones_are_led_to_the_overflow_room(client, live, now):
    Room.objects.update(size=2, overflow_url="https://meet.example/second")
    people = [register(live, f"person{number}@valle.example", now=now) for number in range(4)]

    led = [client.post(links.path("join", person))["Location"].rsplit("/", 1)[1] for person in [*people, people[0], people[3]]]

    assert led == ["secret-room", "secret-room", "second", "second", "secret-room", "second"]
    assert Registration.objects.filter(came_by=Way.OVERFLOW).count() == 2


def test_without_an_overflow_room_a_full_room_refuses_nobody(client, live, now):
    Room.objects.update(size=1)
    people = [register(live, f"person{number}@valle.example", now=now) for number in range(2)]

    led = [client.post(links.path("join", person))["Location"] for person in people]

    assert led == ["https://meet.example/secret-room"] * 2


def test_somebody_of_the_overflow_room_is_led_into_the_only_room_left(client, live, now):
    Room.objects.update(size=1, overflow_url="https://meet.example/second")
    people = [register(live, f"person{number}@valle.example", now=now) for number in range(2)]
    for person in people:
        client.post(links.path("join", person))
    Room.objects.update(overflow_url="")

    assert client.post(links.path("join", people[1]))["Location"] == "https://meet.example/secret-room"
