"""The room of an event: set, changed until the last second, by several people at once, and never shown to everybody."""

import pytest

from events_service.accounts.domain import activity
from events_service.events.domain import rooms
from events_service.events.domain.details import Unfit
from events_service.events.domain.rooms import ChangedMeanwhile, PhoneNumber
from events_service.events.domain.topics import topic_of
from events_service.events.models import Room, ScreenLine
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def at(event):
    return f"/desk/events/{event.slug}/room/"


def typed(page, **changed):
    """What a browser sends that shows this page."""
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (shown | changed).items()}


def words(page):
    return " ".join(page.content.decode().split())


def test_a_room_is_set_changed_and_taken_away_without_anybody_being_told(webinar, now):
    before = webinar.changed_at
    rooms.change(webinar, {"url": "https://meet.example.org/one", "passcode": "1"}, now=now)
    rooms.change(webinar, {"url": "https://meet.example.org/two", "passcode": "", "phone": "+1 555 0100"}, now=now)
    room = Room.objects.get()

    rooms.change(webinar, {"url": " "}, now=now)
    rooms.change(webinar, {"url": ""}, now=now)

    webinar.refresh_from_db()
    assert (room.url, room.passcode, room.phone) == ("https://meet.example.org/two", "", "+1 555 0100")
    assert not Room.objects.exists()
    assert (webinar.changed_at, webinar.sequence) == (before, 0)


@pytest.mark.parametrize("name", ["url", "captions_url", "overflow_url"])
def test_a_room_without_a_real_address_is_refused(webinar, now, name):
    with pytest.raises(Unfit) as refusal:
        rooms.change(webinar, {"url": "https://meet.example/room", name: "javascript:alert(1)"}, now=now)

    assert refusal.value.field == f"room_{name}"
    assert not Room.objects.exists()


def test_only_another_address_leads_people_elsewhere(webinar, now):
    room = factories.RoomFactory(event=webinar)

    rooms.change(webinar, {"passcode": "another"}, now=now)
    unmoved = Room.objects.get().moved_at
    rooms.change(webinar, {"url": "https://meet.example/elsewhere"}, now=now)

    room.refresh_from_db()
    assert (unmoved, room.moved_at) == (None, now)


def test_each_change_of_a_public_events_room_is_written_down_without_the_address(webinar, organizer, now):
    rooms.change(webinar, {"url": "https://meet.example/one"}, by=organizer, now=now)
    rooms.change(webinar, {"url": "https://meet.example/one"}, by=organizer, now=now)

    assert [activity.sentence(deed) for deed in activity.of_subject(topic_of(webinar))] == [
        "Ines Valdivia changed the room of “Who counts as “the economy”?”."
    ]


def test_who_changes_one_thing_keeps_what_somebody_else_changed_meanwhile(webinar, now):
    opened = rooms.version_of(factories.RoomFactory(event=webinar))
    rooms.change(webinar, {"passcode": "hers"}, opened=opened, now=now)

    rooms.change(webinar, {"passcode": "open sesame", "size": 300}, opened=opened, now=now)

    room = Room.objects.get()
    assert (room.passcode, room.size) == ("hers", 300)


def test_two_who_change_the_same_thing_do_not_overwrite_each_other_unseen(webinar, now):
    opened = rooms.version_of(factories.RoomFactory(event=webinar))
    rooms.change(webinar, {"passcode": "hers"}, opened=opened, now=now)

    with pytest.raises(ChangedMeanwhile) as refusal:
        rooms.change(webinar, {"passcode": "his"}, opened=opened, now=now)

    assert refusal.value.names == {"passcode"}
    assert Room.objects.get().passcode == "hers"


def test_two_who_write_the_same_agree(webinar, now):
    opened = rooms.version_of(None)
    for _each in range(2):
        rooms.change(webinar, {"url": "https://meet.example/one"}, opened=opened, now=now)

    assert Room.objects.get().url == "https://meet.example/one"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("United States: +1 (555) 010-0100, meeting 9917#", PhoneNumber("United States", "+1 (555) 010-0100", "meeting 9917#")),
        ("+52 55 5555 0100", PhoneNumber("", "+52 55 5555 0100", "")),
        ("Ask the host", PhoneNumber("Ask the host", "", "")),
    ],
)
def test_a_line_is_read_as_country_number_and_what_follows(line, number):
    assert rooms.numbers(f"\n{line}\n") == [number]


def test_a_number_is_dialled_without_what_is_there_to_be_read():
    assert PhoneNumber("", "+1 (555) 010-0100", "").dial == "+15550100100"


def test_a_line_for_the_waiting_screens_is_said_changed_and_taken_away(webinar, now):
    rooms.say_line(webinar, "We  start\nat 10:05", now=now)
    rooms.say_line(webinar, "x" * 300, now=now)
    longest = ScreenLine.objects.get().words

    rooms.say_line(webinar, " ", now=now)
    rooms.say_line(webinar, "", now=now)

    assert longest == "x" * 200
    assert not ScreenLine.objects.exists()
    assert activity.of_subject(topic_of(webinar)).count() == 3


# the page


def test_the_page_writes_everything_a_room_has(desk, webinar):
    said = {
        "url": "https://meet.example/room",
        "passcode": "bread",
        "phone": "Chile: +56 2 2345 6789\nPerú: +51 1 234 5678",
        "captions_url": "https://captions.example/1",
        "interpretation": "Español: the globe",
        "size": "500",
        "overflow_url": "https://stream.example/2",
        "overflow_passcode": "roses",
        "who_to_call": "Nora, +1 555 0199",
    }

    answer = desk.post(at(webinar), typed(desk.get(at(webinar)), **said), follow=True)

    room = Room.objects.get()
    assert {name: str(getattr(room, name)) for name in said} == said
    assert "Saved. Waiting screens follow within seconds." in words(answer)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"url": "meet"}, "Enter a whole address, like https://meet.example.org/room"),
        ({"url": "javascript:alert(1)"}, "Enter a whole address, like https://meet.example.org/room"),
        ({"passcode": "bread"}, "Enter the address of the room too"),
        ({"url": "https://meet.example/room", "overflow_url": "https://meet.example/2"}, "Say how many the first room takes"),
        ({"url": "https://meet.example/room", "size": "many"}, "Enter a whole number"),
        ({"url": "https://meet.example/room", "size": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_saved(desk, webinar, said, sentence):
    page = desk.post(at(webinar), typed(desk.get(at(webinar)), who_to_call="Nora", **said))

    assert page.status_code == 422
    assert sentence in words(page)
    assert "Nora" in words(page)
    assert not Room.objects.exists()


def test_who_comes_second_sees_what_the_first_wrote_and_puts_theirs_in_its_place_knowingly(desk, webinar, now):
    factories.RoomFactory(event=webinar)
    mine = typed(desk.get(at(webinar)), passcode="mine")
    rooms.change(webinar, {"passcode": "theirs", "size": 77}, now=now)

    told = desk.post(at(webinar), mine)
    done = desk.post(at(webinar), typed(told))

    room = Room.objects.get()
    assert told.status_code == 409
    assert "Now it says: “theirs”. Save again to put yours in its place." in words(told)
    assert done.status_code == 302
    assert (room.passcode, room.size) == ("mine", 77)


def test_a_third_one_is_not_overwritten_by_saving_again(desk, webinar, now):
    factories.RoomFactory(event=webinar)
    mine = typed(desk.get(at(webinar)), passcode="mine")
    rooms.change(webinar, {"passcode": "theirs"}, now=now)
    told = desk.post(at(webinar), mine)
    rooms.change(webinar, {"passcode": "a third"}, now=now)

    again = desk.post(at(webinar), typed(told))

    assert again.status_code == 409
    assert Room.objects.get().passcode == "a third"


def test_the_editor_leaves_what_it_does_not_show(webinar, now):
    factories.RoomFactory(event=webinar)

    rooms.change(webinar, {"url": "https://meet.example/new", "passcode": "", "phone": ""}, now=now)

    room = Room.objects.get()
    assert (room.size, room.overflow_passcode) == (2, "swordfish")
