"""In the room and online, each with its places."""

import pytest

from registrations.domain import places, signup, waitlist
from registrations.models import Registration, Seat, Status
from tests.factories import EventFactory
from tests.registrations.cast import deliver, details

pytestmark = pytest.mark.django_db


@pytest.fixture
def hybrid(institute):
    return EventFactory(host=institute, presence="hybrid", place="12 Main Street", capacity=1, online_capacity=2, grace_minutes=0)


def come(event, name, seat, *, now):
    return signup.register(event, details=details(f"{name}@valle.example", name=name, seat=seat), now=now)


def seats():
    rows = Registration.objects.order_by("pk").values_list("name", "status", "seat", "turn")
    return [(name, status, seat, turn is not None) for name, status, seat, turn in rows]


def test_each_kind_of_place_is_counted_for_itself(hybrid, now):
    come(hybrid, "rosa", "room", now=now)
    come(hybrid, "ana", "online", now=now)

    count = places.of(hybrid, now=now)

    assert (count.of(Seat.ROOM).left, count.of(Seat.ONLINE).left, count.is_full) == (0, 1, False)


def test_who_waits_for_the_room_takes_part_online_meanwhile(hybrid, now):
    come(hybrid, "rosa", "room", now=now)

    ana = come(hybrid, "ana", "room", now=now)

    assert (ana.status, ana.seat, ana.turn) == (Status.CONFIRMED, Seat.ONLINE, 1)
    mail = deliver()[-1]
    assert "You take part online for now: for the room you are on the waiting list." in mail.body


def test_a_place_in_the_room_goes_to_who_waits_for_it_and_theirs_online_to_who_waits_for_that(hybrid, now):
    rosa = come(hybrid, "rosa", "room", now=now)
    come(hybrid, "ana", "room", now=now)
    come(hybrid, "eva", "online", now=now)
    come(hybrid, "luz", "online", now=now)

    signup.withdraw(rosa, now=now)

    assert seats() == [
        ("rosa", "withdrawn", "room", False),
        ("ana", "confirmed", "room", False),
        ("eva", "confirmed", "online", False),
        ("luz", "confirmed", "online", False),
    ]


def test_neither_kind_is_ever_oversold(hybrid, now):
    for number in range(3):
        come(hybrid, f"room{number}", "room", now=now)
        come(hybrid, f"online{number}", "online", now=now)

    count = places.of(hybrid, now=now)

    assert (count.of(Seat.ROOM).taken, count.of(Seat.ONLINE).taken) == (1, 2)


def test_who_has_a_place_online_may_come_to_the_room_where_one_is_left(hybrid, now):
    ana = come(hybrid, "ana", "online", now=now)

    signup.change_seat(ana, Seat.ROOM, now=now)

    assert seats() == [("ana", "confirmed", "room", False)]


def test_who_would_rather_come_to_a_full_room_waits_for_it_and_keeps_the_place_online(hybrid, now):
    come(hybrid, "rosa", "room", now=now)
    ana = come(hybrid, "ana", "online", now=now)

    signup.change_seat(ana, Seat.ROOM, now=now)
    waiting = seats()[1]
    signup.change_seat(ana, Seat.ONLINE, now=now)

    assert waiting == ("ana", "confirmed", "online", True)
    assert seats()[1] == ("ana", "confirmed", "online", False)


def test_who_goes_online_leaves_the_room_to_the_next(hybrid, now):
    rosa = come(hybrid, "rosa", "room", now=now)
    come(hybrid, "ana", "room", now=now)

    signup.change_seat(rosa, Seat.ONLINE, now=now)

    assert [(name, seat) for name, _status, seat, _waits in seats()] == [("rosa", "online"), ("ana", "room")]


def test_a_full_online_part_refuses_to_be_changed_to_and_the_room_stays(hybrid, now):
    rosa = come(hybrid, "rosa", "room", now=now)
    for name in ("ana", "eva"):
        come(hybrid, name, "online", now=now)

    with pytest.raises(signup.Full, match="All places online are taken"):
        signup.change_seat(rosa, Seat.ONLINE, now=now)

    assert seats()[0] == ("rosa", "confirmed", "room", False)


def test_without_a_waiting_list_a_full_room_points_online(institute, now):
    event = EventFactory(host=institute, presence="hybrid", place="12 Main Street", capacity=1, has_waitlist=False)
    come(event, "rosa", "room", now=now)

    with pytest.raises(signup.Full, match="You can take part online") as refused:
        come(event, "ana", "room", now=now)

    assert refused.value.field == "seat"


def test_places_kept_for_guests_are_not_given_by_the_form(institute, now):
    event = EventFactory(host=institute, capacity=3, kept_places=2)

    assert [come(event, name, "", now=now).status for name in ("rosa", "ana")] == [Status.CONFIRMED, Status.WAITLISTED]


def test_a_larger_room_lets_those_who_wait_move_up_and_a_smaller_one_takes_no_place_away(hybrid, now):
    for name in ("rosa", "ana", "eva"):
        come(hybrid, name, "room", now=now)
    hybrid.capacity = 3
    hybrid.save()
    waitlist.pass_on(hybrid, now=now)
    hybrid.capacity = 1
    hybrid.save()
    waitlist.pass_on(hybrid, now=now)

    assert {seat for _name, _status, seat, _waits in seats()} == {"room"}
    assert places.of(hybrid, now=now).of(Seat.ROOM).left == 0
