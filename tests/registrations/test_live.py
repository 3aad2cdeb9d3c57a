"""The day itself: who is in, a word to everybody, what is at hand when something fails. The webinar starts at 18:00 UTC."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from events_service.events.domain import publishing, rooms
from events_service.events.models import ScreenLine
from events_service.mail.domain import suppressing
from events_service.mail.models import Delivery, Message
from registrations.domain import announcing, live, reminders, signup
from registrations.domain.announcing import NothingToAnnounce
from registrations.models import Announcement, Registration, Reminder, Seat, Way
from registrations.tasks import announce
from tests import factories
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db

NINE = datetime(2037, 12, 3, 17, 0, tzinfo=UTC)


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def rosa(webinar, now):
    return register(webinar, now=now)


def at(event, what=""):
    return f"/desk/events/{event.slug}/live/{what}"


def words(page):
    return " ".join(page.content.decode().split())


# who is in


def test_the_page_counts_who_is_in_and_names_the_last(desk, webinar):
    came = webinar.starts_at
    factories.RegistrationFactory(event=webinar, name="Not Yet")
    for minute, (name, way) in enumerate([("Omar", Way.ROOM), ("Lucía", Way.OVERFLOW), ("Zoë", Way.DOOR)]):
        factories.RegistrationFactory(event=webinar, name=name, attended_at=came + timedelta(minutes=minute), came_by=way)

    page = desk.get(at(webinar))

    assert [number for _key, _heading, number in page.context["figures"]] == [3, 1, 1, 1]
    assert [person.name for person in page.context["latest"]] == ["Zoë", "Lucía", "Omar"]


def test_the_numbers_are_asked_for_alone_and_not_sent_twice(desk, webinar):
    factories.RegistrationFactory(event=webinar, attended_at=webinar.starts_at, came_by=Way.ROOM)
    first = desk.get(at(webinar, "now/"))

    again = desk.get(at(webinar, "now/"), headers={"if-none-match": first["ETag"]})

    assert first.json() == {"came": "1", "missing": "0", "overflow": "0", "door": "0"}
    assert again.status_code == 304


def test_the_page_takes_the_same_queries_for_one_and_for_many(desk, webinar, django_assert_max_num_queries):
    factories.RoomFactory(event=webinar)
    factories.RegistrationFactory.create_batch(9, event=webinar, attended_at=webinar.starts_at, came_by=Way.ROOM)

    with django_assert_max_num_queries(12):
        desk.get(at(webinar))


@pytest.mark.parametrize(
    ("overflow", "sentence"),
    [
        ("https://meet.example/second", "The next ones are led to the overflow room."),
        ("", "It may be full, and there is no overflow room."),
    ],
)
def test_the_organizers_are_told_that_the_room_is_full(desk, webinar, overflow, sentence):
    factories.RoomFactory(event=webinar, size=1, overflow_url=overflow)
    factories.RegistrationFactory(event=webinar, attended_at=webinar.starts_at, came_by=Way.ROOM)

    page = words(desk.get(at(webinar)))

    assert "1 have come in; it takes 1." in page
    assert sentence in page


def test_a_line_is_said_and_taken_away(desk, webinar):
    said = desk.post(at(webinar), {"words": "We start at 10:05"}, follow=True)
    line = ScreenLine.objects.get().words

    gone = desk.post(at(webinar), {"words": ""}, follow=True)

    assert (line, ScreenLine.objects.count()) == ("We start at 10:05", 0)
    assert "It is on every waiting screen within seconds." in words(said)
    assert "The line is gone." in words(gone)


def test_a_line_that_is_too_long_is_kept_as_typed_and_not_said(desk, webinar):
    page = desk.post(at(webinar), {"words": "x" * 201})

    assert page.status_code == 422
    assert "x" * 201 in page.content.decode()
    assert not ScreenLine.objects.exists()


# a word to everybody


def test_a_word_to_everybody_says_the_number_first_and_then_leaves(desk, webinar, rosa, time_machine):
    time_machine.move_to(NINE)
    factories.RegistrationFactory(event=webinar, status="waitlisted", turn=1, email="waits@valle.example")
    deliver()
    typed = {"key": str(uuid4()), "subject": "Another room", "words": "Please use <this> one.\nThank you."}

    asked = desk.post(at(webinar, "write/"), typed)
    before = Announcement.objects.count()
    desk.post(at(webinar, "write/"), typed | {"confirm": "1"})
    desk.post(at(webinar, "write/"), typed | {"confirm": "1"})
    due = announcing.due(NINE)
    for announcement_id in [*due, *due]:
        announce(announcement_id)

    [mail] = deliver()
    assert "This goes to 1 person, now." in words(asked)
    assert (before, Announcement.objects.count()) == (0, 1)
    assert (mail.subject, mail.to) == ("Another room", ["Rosa Valle <rosa@valle.example>"])
    assert "Please use <this> one.\nThank you." in mail.body
    assert "&lt;this&gt;" in mail.alternatives[0].content
    assert "/join/" in mail.body
    assert "/stop/" in mail.body


def test_who_takes_no_mail_about_the_event_is_neither_counted_nor_written_to(webinar, rosa, now):
    omar = register(webinar, "omar@valle.example", now=now)
    signup.leave_reminders(omar)
    deliver()

    announcement = announcing.announce(webinar, key=uuid4(), subject="Hello", words="Everybody", now=now)
    reach = announcing.reach(webinar)
    announcing.post(announcement.pk, now=now)

    assert reach == 1
    assert [mail.to for mail in deliver()] == [["Rosa Valle <rosa@valle.example>"]]


def test_an_announcement_cut_short_is_finished_by_the_sweep_and_nobody_gets_it_twice(webinar, rosa, now):
    announcement = announcing.announce(webinar, key=uuid4(), subject="Hello", words="Everybody", now=now)
    announcing.post(announcement.pk, now=now)
    Announcement.objects.update(posted_at=None)

    due = announcing.due(now)
    announcing.post(announcement.pk, now=now)

    assert due == [announcement.pk]
    assert announcing.due(now) == []
    assert Delivery.objects.filter(message__kind="announcement").count() == 1


@pytest.mark.parametrize("after", [lambda event, now: publishing.cancel(event, reason="", now=now), lambda event, now: None])
def test_nobody_is_written_to_about_what_is_cancelled_or_over(webinar, rosa, now, after):
    after(webinar, now)
    webinar.refresh_from_db()
    late = now if webinar.cancelled_at else webinar.ends_at

    with pytest.raises(NothingToAnnounce):
        announcing.announce(webinar, key=uuid4(), subject="Hello", words="Everybody", now=late)

    assert not Announcement.objects.exists()


def test_what_was_announced_before_a_cancellation_does_not_leave_after_it(webinar, rosa, now):
    announcement = announcing.announce(webinar, key=uuid4(), subject="Hello", words="Everybody", now=now)
    publishing.cancel(webinar, reason="", now=now)

    assert announcing.post(announcement.pk, now=now) is False


@pytest.mark.parametrize("missing", ["subject", "words"])
def test_without_words_nothing_is_asked(desk, webinar, missing):
    typed = {"key": str(uuid4()), "subject": "Hello", "words": "Everybody"} | {missing: " "}

    page = desk.post(at(webinar, "write/"), typed | {"confirm": "1"})

    assert page.status_code == 422
    assert not Announcement.objects.exists()


def test_going_back_keeps_what_was_typed(desk, webinar):
    page = desk.post(at(webinar, "write/"), {"key": str(uuid4()), "subject": "Hello", "words": "Everybody", "back": "1"})

    assert 'value="Hello"' in page.content.decode()
    assert "See to how many it goes" in words(page)


# when something fails


def test_the_emergency_sheet_has_it_all_on_one_page(desk, webinar):
    factories.RoomFactory(event=webinar)
    factories.AppearanceFactory(event=webinar)

    page = words(desk.get(at(webinar, "sheet/")))

    assert [secret for secret in factories.SECRETS_OF_A_ROOM if secret not in page] == []
    assert "Zoe Prado" in page
    assert "Nora" in page


def test_the_sheet_goes_to_those_who_act_for_a_host_and_once_a_minute(desk, organizer, institute, stranger, webinar):
    factories.RoomFactory(event=webinar)
    factories.MembershipFactory(organization=institute, role="viewer")
    owner = factories.MembershipFactory(organization=institute, role="owner").user

    told = [words(desk.post(at(webinar, "sheet/"), follow=True)) for _each in range(2)]

    mails = deliver()
    assert sorted(mail.to[0].split("<")[1].rstrip(">") for mail in mails) == sorted([organizer.email, owner.email])
    assert "secret-room" in mails[0].body
    assert "Nora" in mails[0].alternatives[0].content
    assert "The sheet goes to 2 people." in told[0]
    assert "It left a moment ago" in told[1]


def fire(now):
    return [reminders.fire(pk, now=now) for pk in reminders.due(now)]


def test_with_plan_b_the_mail_an_hour_before_holds_the_room(webinar, rosa, now, time_machine):
    factories.RoomFactory(event=webinar)
    reminders.switch_on(webinar, "hour", carries_room=True, now=now)
    deliver()
    time_machine.move_to(NINE)

    fire(NINE)

    [mail] = deliver()
    assert "https://meet.example/secret-room\nPasscode: open sesame\nUnited States +1 555 0100 meeting 9917#" in mail.body
    assert "secret-room" in mail.alternatives[0].content


def test_without_it_no_mail_holds_the_room(webinar, rosa, now, time_machine):
    factories.RoomFactory(event=webinar)
    reminders.switch_on(webinar, "hour", now=now)
    reminders.switch_on(webinar, "day", carries_room=True, now=now)
    time_machine.move_to(NINE)

    fire(NINE)

    assert [mail for mail in deliver() if "secret-room" in mail.body] == []
    assert not Reminder.objects.filter(carries_room=True).exists()


def test_of_a_hybrid_event_the_room_goes_to_who_takes_part_online(institute, now, time_machine):
    event = factories.EventFactory(host=institute, presence="hybrid", place="12 Main Street")
    factories.RoomFactory(event=event)
    register(event, "online@valle.example", seat=Seat.ONLINE, now=now)
    register(event, "room@valle.example", seat=Seat.ROOM, now=now)
    reminders.switch_on(event, "hour", carries_room=True, now=now)
    deliver()
    time_machine.move_to(NINE)

    fire(NINE)

    assert {mail.to[0]: "secret-room" in mail.body for mail in deliver()} == {
        "Rosa Valle <online@valle.example>": True,
        "Rosa Valle <room@valle.example>": False,
    }


def test_a_room_that_changes_after_plan_b_left_is_pointed_out(desk, webinar, rosa, now, time_machine):
    factories.RoomFactory(event=webinar)
    reminders.switch_on(webinar, "hour", carries_room=True, now=now)
    time_machine.move_to(NINE)
    fire(NINE)
    before = words(desk.get(at(webinar)))

    rooms.change(webinar, {"url": "https://meet.example/elsewhere"}, now=NINE + timedelta(minutes=1))

    assert "held the room as it was then" not in before
    assert "held the room as it was then" in words(desk.get(at(webinar)))


def test_plan_b_is_a_switch_at_the_reminder(desk, webinar):
    page = desk.get(f"/desk/events/{webinar.slug}/reminders/")
    desk.post(f"/desk/events/{webinar.slug}/reminders/", {"lead": "hour", "act": "on", "note": "", "carries_room": "on"})

    assert "Plan B: put the room itself into this mail" in words(page)
    assert Reminder.objects.get(lead="hour").carries_room
    assert "With the room itself in the mail." in words(desk.get(f"/desk/events/{webinar.slug}/reminders/"))


def test_an_address_that_bounces_is_not_counted(webinar, rosa, now):
    suppressing.suppress(rosa.email, reason=suppressing.Reason.BOUNCED)

    assert announcing.reach(webinar) == 0
    assert live.who_is_in(webinar).registered == Registration.objects.count()
    assert not Message.objects.filter(kind="announcement").exists()
