"""What people see and press where places are held, offered, asked for and chosen."""

from datetime import timedelta

import pytest

from events_service.mail.models import Delivery
from registrations.domain import links, signup, waitlist
from registrations.models import Registration, Status
from tests.factories import EventFactory, MembershipFactory, UserFactory
from tests.registrations.cast import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def my(client, registration, act=None, **said):
    path = links.path("my", registration)
    return client.post(f"{path}{act}/", said, follow=True) if act else client.get(path)


def text(response):
    return " ".join(response.content.decode().split())


def test_who_gave_a_place_back_reads_until_when_it_can_be_undone_and_does_so(client, webinar, now):
    rosa = register(webinar, now=now)

    before = my(client, rosa, "withdraw")
    after = my(client, rosa, "back")

    assert "A mistake? Until" in text(before)
    assert "You have a place" in text(after)


def test_who_was_too_late_reads_why_on_the_same_page(client, institute, now, time_machine):
    event = EventFactory(host=institute, capacity=1, grace_minutes=0, offer_minutes=120)
    first, second = (register(event, f"{name}@valle.example", now=now) for name in ("first", "second"))
    signup.withdraw(first, now=now)
    time_machine.move_to(now + timedelta(hours=3))

    answer = my(client, second, "take")

    assert answer.status_code == 409
    assert "it went to the next in line" in text(answer)


def test_an_offered_place_is_taken_at_a_button(client, institute, now):
    event = EventFactory(host=institute, capacity=1, grace_minutes=0, offer_minutes=120)
    first, second = (register(event, f"{name}@valle.example", now=now) for name in ("first", "second"))
    signup.withdraw(first, now=now)

    before = my(client, second)
    after = my(client, second, "take")

    assert "it is held for you until" in text(before)
    assert "You have a place" in text(after)


def test_an_address_is_proven_at_a_button_and_not_by_opening_the_link(client, institute, now):
    event = EventFactory(host=institute, needs_proof=True)
    rosa = register(event, now=now)

    my(client, rosa)
    rosa.refresh_from_db()
    opened = rosa.status
    my(client, rosa, "prove")
    rosa.refresh_from_db()

    assert (opened, rosa.status) == (Status.UNPROVEN, Status.CONFIRMED)


def test_at_a_hybrid_event_one_chooses_the_room_or_online(client, institute, now):
    event = EventFactory(host=institute, presence="hybrid", place="12 Main Street", capacity=40)
    said = {"name": "Rosa", "email": "rosa@valle.example"}

    asked = client.get(event.get_absolute_url())
    missing = client.post(event.get_absolute_url(), said)
    client.post(event.get_absolute_url(), {**said, "seat": "online"})

    assert "40 places left in the room." in text(asked)
    assert (missing.status_code, "Choose the room or online" in text(missing)) == (422, True)
    assert Registration.objects.get().seat == "online"


def test_one_changes_from_online_to_the_room_and_the_join_page_follows(client, institute, now):
    event = EventFactory(host=institute, presence="hybrid", place="12 Main Street", capacity=40)
    rosa = signup.register(event, details=signup.Details("Rosa", "rosa@valle.example", "en", "", seat="online"), now=now)

    after = my(client, rosa, "seat", seat="room")

    assert "Your place is in the room:" in text(after)
    assert "We meet here:" in text(client.get(links.path("join", rosa)))
    assert my(client, rosa, "seat", seat="the moon").status_code == 404


def test_the_desk_sets_how_places_are_given_and_who_waits_moves_up(desk, institute, now):
    event = EventFactory(host=institute, capacity=1)
    for name in ("first", "second"):
        register(event, f"{name}@valle.example", now=now)
    page = f"/desk/events/{event.slug}/places/"

    before = text(desk.get(page))
    desk.post(page, {"capacity": "2", "kept_places": "", "has_waitlist": "on", "offer_hours": "", "grace_minutes": "10"})
    waitlist.pass_on(event, now=now)

    assert "1 of 1 taken, 1 waits" in before
    assert "2 of 2 taken" in text(desk.get(page))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"capacity": "many"}, "Enter a whole number"),
        ({"capacity": "2", "kept_places": "3"}, "Keep at most as many as there are places"),
        ({"capacity": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_changes_nothing(desk, webinar, said, sentence):
    page = f"/desk/events/{webinar.slug}/places/"

    answer = desk.post(page, {"grace_minutes": "10", **said})

    assert answer.status_code == 422
    assert sentence in text(answer)
    webinar.refresh_from_db()
    assert (webinar.capacity, webinar.has_waitlist) == (None, True)


def test_a_request_is_approved_or_declined_at_the_desk(desk, institute, now):
    event = EventFactory(host=institute, needs_approval=True)
    rosa, ana = (register(event, f"{name}@valle.example", name=name, now=now) for name in ("rosa", "ana"))
    page = f"/desk/events/{event.slug}/places/"

    approved = desk.post(f"{page}{rosa.pk}/", {"act": "approve"}, follow=True)
    again = desk.post(f"{page}{rosa.pk}/", {"act": "decline"}, follow=True)
    declined = desk.post(f"{page}{ana.pk}/", {"act": "decline"}, follow=True)

    assert "rosa is approved and gets a mail." in text(approved)
    assert "rosa has an answer already." in text(again)
    assert "ana gets a mail that there is no place." in text(declined)
    assert set(Registration.objects.values_list("name", "status")) == {("rosa", "confirmed"), ("ana", "declined")}
    assert Delivery.objects.filter(message__kind="declined").count() == 1


def test_the_desk_says_who_waits_for_an_answer(desk, institute, now):
    event = EventFactory(host=institute, needs_approval=True)
    for name in ("rosa", "ana"):
        register(event, f"{name}@valle.example", now=now)

    for page in ("/desk/", f"/desk/events/{event.slug}/"):
        assert "2 people ask for a place" in text(desk.get(page))


def test_a_request_of_another_event_is_not_found(desk, institute, webinar, now):
    other = register(EventFactory(host=institute, needs_approval=True), now=now)

    assert desk.post(f"/desk/events/{webinar.slug}/places/{other.pk}/", {"act": "approve"}).status_code == 404


def test_strangers_and_viewers_do_not_see_who_asks(client, institute, webinar):
    viewer = UserFactory()
    MembershipFactory(user=viewer, organization=institute, role="viewer")
    client.force_login(viewer)

    assert client.get(f"/desk/events/{webinar.slug}/places/").status_code == 404
