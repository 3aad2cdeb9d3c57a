"""Name and address lead into an open live event, known or unknown; everybody gets the same answer. The webinar starts at 18:00 UTC."""

from datetime import timedelta

import pytest

from registrations.domain import links
from registrations.models import Registration, Seat, Status, Way
from tests import factories
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db

ROOM = "https://meet.example/secret-room"


@pytest.fixture
def live(webinar, time_machine):
    factories.RoomFactory(event=webinar, size=None, overflow_url="")
    time_machine.move_to(webinar.starts_at + timedelta(minutes=2), tick=False)
    return webinar


def come(client, event, email="rosa@valle.example", **said):
    return client.post(event.get_absolute_url(), {"name": "Rosa Valle", "email": email, "language": "en"} | said)


def words(page):
    return " ".join(page.content.decode().split())


def test_the_form_of_a_live_event_leads_in(client, live):
    page = client.get(live.get_absolute_url())

    assert "Your name and address lead straight into the room." in words(page)
    assert "form-action 'self' https: http:" in page["Content-Security-Policy"]
    assert ROOM not in page.content.decode()


def test_somebody_unknown_is_registered_comes_in_and_has_a_mail(client, live):
    answer = come(client, live)

    registration = Registration.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, ROOM)
    assert (registration.status, registration.attended_at, registration.came_by) == (
        Status.CONFIRMED,
        live.starts_at + timedelta(minutes=2),
        Way.ROOM,
    )
    assert [mail.to for mail in deliver()] == [["Rosa Valle <rosa@valle.example>"]]


def test_somebody_known_gets_the_very_same_answer_and_is_counted_once(client, live):
    first, again = come(client, live), come(client, live, email="ROSA@valle.example")

    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("before", [{"status": "withdrawn", "withdrawn_at": factories.CREATED}, {"status": "lapsed"}])
def test_who_gave_the_place_back_comes_in_after_all(client, live, before):
    factories.RegistrationFactory(event=live, email="rosa@valle.example", **before)

    assert come(client, live)["Location"] == ROOM
    assert Registration.objects.get().status == Status.CONFIRMED


def test_who_was_offered_a_place_takes_it_by_coming(client, live):
    live.capacity = 5
    live.save()
    factories.RegistrationFactory(
        event=live, email="rosa@valle.example", status="offered", held_until=live.starts_at + timedelta(minutes=30)
    )

    assert come(client, live)["Location"] == ROOM


def test_when_no_place_is_left_known_and_unknown_are_led_to_their_mail(client, live, now):
    live.capacity = 1
    live.save()
    known = factories.RegistrationFactory(event=live, email="known@valle.example")

    answers = [come(client, live, email) for email in ("known@valle.example", "unknown@valle.example")]

    assert [answer["Location"].split("/")[1] for answer in answers] == ["inbox", "inbox"]
    assert Registration.objects.exclude(pk=known.pk).get().status == Status.WAITLISTED
    assert "lead straight into the room" not in words(client.get(live.get_absolute_url()))


@pytest.mark.parametrize("rule", ["needs_proof", "needs_approval"])
def test_where_more_than_an_address_is_asked_for_the_mail_leads_in(client, live, rule):
    setattr(live, rule, True)
    live.save()
    factories.RegistrationFactory(event=live, email="known@valle.example")

    answers = [come(client, live, email) for email in ("known@valle.example", "unknown@valle.example")]

    assert [answer["Location"].split("/")[1] for answer in answers] == ["inbox", "inbox"]


def test_without_a_room_the_mail_leads_in(client, live):
    live.room.delete()

    assert come(client, live)["Location"].startswith("/inbox/")


def test_before_the_door_opens_the_form_registers(client, live, time_machine):
    time_machine.move_to(live.starts_at - timedelta(minutes=16), tick=False)

    assert come(client, live)["Location"].startswith("/inbox/")
    assert Registration.objects.get().attended_at is None


def test_of_a_hybrid_event_who_chooses_online_comes_in_whatever_was_chosen_before(client, live):
    live.presence, live.place = "hybrid", "12 Main Street"
    live.save()
    factories.RegistrationFactory(event=live, email="known@valle.example", seat=Seat.ROOM)

    led = [come(client, live, f"{who}@valle.example", seat=seat)["Location"] for who in ("known", "new") for seat in ("online", "room")]

    assert [address if address == ROOM else address.split("/")[1] for address in led] == [ROOM, "inbox", ROOM, "inbox"]


def test_a_full_room_leads_who_walks_in_to_the_overflow_room(client, live, now):
    room = live.room
    room.size, room.overflow_url = 1, "https://meet.example/second"
    room.save()
    first = register(live, "first@valle.example", now=live.starts_at)
    client.post(links.path("join", first))

    assert come(client, live)["Location"] == "https://meet.example/second"
    assert Registration.objects.get(email="rosa@valle.example").came_by == Way.OVERFLOW
