"""At the door: by name and by code, for organizers and volunteers. The event is on Thursday 3 December 2037 in Los Angeles."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse

from events_service.lib.tokens import personal_token
from registrations.domain import attendance, checking_in, links
from registrations.models import Registration, Seat, Way
from tests import factories

pytestmark = pytest.mark.django_db

MORNING = datetime(2037, 12, 3, 17, 30, tzinfo=UTC)


@pytest.fixture
def gathering(institute):
    return factories.EventFactory(host=institute, presence="in_person", place="12 Main Street")


@pytest.fixture
def jose(gathering):
    return factories.RegistrationFactory(event=gathering, name="José Ñandú", seat=Seat.ROOM)


@pytest.fixture
def door(gathering, time_machine):
    """The volunteers' link, on the morning of the day."""
    time_machine.move_to(MORNING, tick=False)
    return reverse("door", args=[checking_in.token_of(gathering)])


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def words(page):
    return " ".join(page.content.decode().split())


def names(page):
    return [person.name for person in page.context["guests"].people]


# by name


def test_volunteers_see_names_and_nothing_else_of_people(client, jose, door):
    page = client.get(door)

    assert "José Ñandú" in words(page)
    assert "@valle.example" not in words(page)
    assert (page["Cache-Control"], page["Referrer-Policy"], page["X-Robots-Tag"]) == ("private, no-store", "no-referrer", "noindex")


def test_a_name_is_found_without_accents_and_in_parts(client, gathering, jose, door):
    factories.RegistrationFactory(event=gathering, name="Josefina Prado", seat=Seat.ROOM)

    assert names(client.get(door)) == ["José Ñandú", "Josefina Prado"]
    assert names(client.get(door, {"q": "JOSE nan"})) == ["José Ñandú"]
    assert "Nobody with a place has this name." in words(client.get(door, {"q": "Omar"}))


def test_only_who_has_a_place_at_this_event_is_listed(client, gathering, jose, door):
    factories.RegistrationFactory(event=gathering, name="Waits", status="waitlisted", turn=1, seat=Seat.ROOM)
    elsewhere = factories.RegistrationFactory(name="Elsewhere")

    assert names(client.get(door)) == ["José Ñandú"]
    assert client.post(door, {"person": elsewhere.pk, "act": "in"}).status_code == 404


def test_checking_in_is_noted_said_and_undone(client, jose, door):
    done = client.post(door, {"person": jose.pk, "act": "in"}, follow=True)
    jose.refresh_from_db()
    noted = jose.attended_at, jose.came_by

    undone = client.post(door, {"person": jose.pk, "act": "undo"}, follow=True)

    jose.refresh_from_db()
    assert noted == (MORNING, Way.DOOR)
    assert "José Ñandú is in. Welcome!" in words(done)
    assert "1 of 1 are here." in words(done)
    assert "José Ñandú is not checked in any more." in words(undone)
    assert (jose.attended_at, jose.came_by) == (None, "")


def test_of_two_volunteers_the_second_is_told_since_when(client, jose, door, time_machine):
    client.post(door, {"person": jose.pk, "act": "in"})
    time_machine.shift(60)

    second = client.post(door, {"person": jose.pk, "act": "in"}, follow=True)

    jose.refresh_from_db()
    assert "José Ñandú was checked in already, at 9:30 AM." in words(second).replace("\u202f", " ")
    assert jose.attended_at == MORNING


def test_undoing_twice_says_that_there_is_nothing_to_undo(client, jose, door):
    page = client.post(door, {"person": jose.pk, "act": "undo"}, follow=True)

    assert "José Ñandú is not checked in." in words(page)


def test_undoing_at_the_door_keeps_that_somebody_came_in_online(jose):
    checking_in.check_in(jose, now=MORNING)
    attendance.record_join(jose, now=MORNING + timedelta(minutes=5))

    checking_in.undo(jose)

    jose.refresh_from_db()
    assert jose.attended_at == MORNING + timedelta(minutes=5)


def test_what_a_report_said_is_not_undone_at_the_door(jose):
    Registration.objects.update(attended_at=MORNING)

    assert checking_in.undo(jose) is False


@pytest.mark.parametrize("person", ["", "x", "-1", "9" * 30, "999999"])
def test_nobody_is_nobody(client, jose, door, person):
    assert client.post(door, {"person": person, "act": "in"}).status_code == 404
    assert client.get(door, {"done": person}).status_code == 200


def test_the_list_takes_the_same_queries_for_one_and_for_many(client, gathering, jose, door, django_assert_num_queries):
    with django_assert_num_queries(7):
        client.get(door)
    factories.RegistrationFactory.create_batch(70, event=gathering, seat=Seat.ROOM)

    with django_assert_num_queries(7):
        page = client.get(door)

    assert len(names(page)) == checking_in.AT_MOST
    assert "71 people in all. Type part of the name." in words(page)


# the link for volunteers


@pytest.mark.parametrize(
    ("instant", "status"),
    [
        (datetime(2037, 12, 3, 7, 59, tzinfo=UTC), 403),  # 23:59 the day before, in Los Angeles
        (datetime(2037, 12, 3, 8, 0, tzinfo=UTC), 200),
        (datetime(2037, 12, 4, 7, 59, tzinfo=UTC), 200),
        (datetime(2037, 12, 4, 8, 0, tzinfo=UTC), 403),
    ],
)
def test_the_link_works_on_the_day_alone_as_it_is_there(client, jose, door, time_machine, instant, status):
    time_machine.move_to(instant, tick=False)

    page = client.get(door)

    assert page.status_code == status
    assert ("José" in words(page)) == (status == 200)
    assert (client.post(door, {"person": jose.pk, "act": "in"}).status_code == 302) == (status == 200)


def test_a_link_that_was_taken_back_leads_nowhere(client, gathering, jose, door):
    checking_in.revoke(gathering)

    assert client.get(door).status_code == 404
    assert client.get(reverse("door", args=[checking_in.token_of(gathering)])).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 46, personal_token("door", "ab" * 16, 1)])
def test_a_link_that_was_never_made_is_not_found(client, gathering, token):
    assert client.get(f"/door/{token}/").status_code == 404


def test_organizers_give_out_a_link_and_take_it_back(desk, gathering, jose):
    shown = desk.get(f"/desk/events/{gathering.slug}/check-in/").context["door_address"]

    desk.post(f"/desk/events/{gathering.slug}/check-in/", {"act": "revoke"})

    assert shown.startswith(f"{settings.SITE_URL}/door/")
    assert desk.get(f"/desk/events/{gathering.slug}/check-in/").context["door_address"] != shown


def test_organizers_check_in_at_the_desk_any_day(desk, gathering, jose):
    page = desk.post(f"/desk/events/{gathering.slug}/check-in/", {"person": jose.pk, "act": "in"}, follow=True)

    assert "José Ñandú is in. Welcome!" in words(page)


# by the code that people bring


def test_the_code_stands_in_my_registration_of_who_comes_to_the_room(client, jose, institute):
    hybrid = factories.EventFactory(host=institute, presence="hybrid", place="12 Main Street")
    room, online = (factories.RegistrationFactory(event=hybrid, seat=seat) for seat in (Seat.ROOM, Seat.ONLINE))

    shown = ["Your code for the door" in words(client.get(links.path("my", person))) for person in (jose, room, online)]

    assert shown == [True, True, False]


def test_the_code_leads_to_nothing_but_itself_for_who_may_not_check_in(client, stranger, jose):
    client.force_login(stranger)

    page = client.get(links.path("badge", jose))

    assert "Show this code at the door." in words(page)
    assert "José" not in words(page)


def test_a_volunteers_camera_opens_the_person_and_one_tap_checks_in(client, jose, door):
    cookie = client.get(door).cookies["door"]

    page = client.get(links.path("badge", jose))
    done = client.post(page.context["entrance"].path, {"person": jose.pk, "act": "in"}, follow=True)

    assert (cookie["httponly"], cookie["samesite"], cookie["expires"][:22]) == (True, "Lax", "Fri, 04 Dec 2037 08:00")
    assert "José Ñandú" in words(page)
    assert "José Ñandú is in. Welcome!" in words(done)
    assert "was checked in already" in words(client.get(links.path("badge", jose)))


def test_opening_a_code_checks_nobody_in(client, jose, door):
    client.get(door)
    client.get(links.path("badge", jose))

    jose.refresh_from_db()
    assert jose.attended_at is None


def test_a_volunteer_of_one_event_may_not_check_in_at_another(client, door):
    elsewhere = factories.RegistrationFactory(name="Elsewhere")
    client.get(door)

    assert "Elsewhere" not in words(client.get(links.path("badge", elsewhere)))


def test_the_cookie_of_a_link_that_was_taken_back_opens_nothing(client, gathering, jose, door):
    client.get(door)
    checking_in.revoke(gathering)

    assert "José" not in words(client.get(links.path("badge", jose)))


def test_organizers_scan_with_their_own_phone(desk, jose):
    page = desk.get(links.path("badge", jose))

    assert page.context["entrance"].path == f"/desk/events/{jose.event.slug}/check-in/"
    assert "csrfmiddlewaretoken" in page.content.decode()


def test_the_code_of_who_has_no_place_is_no_way_in(client, jose, door):
    client.get(door)
    Registration.objects.update(status="withdrawn", confirmed_at=None)

    assert "This person has no place." in words(client.get(links.path("badge", jose)))


def test_a_link_of_another_purpose_is_no_code(client, jose):
    token = urlsplit(links.path("join", jose)).path.split("/")[-2]

    assert client.get(f"/badge/{token}/").status_code == 404
