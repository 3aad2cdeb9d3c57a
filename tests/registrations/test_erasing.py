"""Erase me: everywhere, at once, and once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from events_service.lib.addresses import fingerprint
from events_service.mail.domain import claiming, leaving, recording, suppressing
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.models import Crew, Delivery, Fate, Suppression
from registrations.domain import asking, attendance_import, erasing, links, reminders, signup, uploads
from registrations.domain.presences import Person
from registrations.domain.reports import Reading
from registrations.models import AccessTotal, Erasure, Registration, Status, Upload
from registrations.models import Answer as Said
from tests.factories import EventFactory, RegistrationFactory
from tests.registrations.cast import deliver, register
from tests.registrations.everywhere import found

pytestmark = pytest.mark.django_db

ROSA = ("rosa@valle.example", "Rosa Valle", fingerprint("rosa@valle.example"))


@pytest.fixture
def rosa(webinar, now):
    return register(webinar, now=now)


def words(response):
    return " ".join(response.content.decode().split())


def erase(client, registration, **said):
    return client.post(f"{links.path('my', registration)}erase/", said)


def test_the_page_says_what_goes_and_what_stays_and_erases_nothing(client, rosa):
    page = client.get(f"{links.path('my', rosa)}erase/")

    assert "your name and your address" in words(page)
    assert "What stays is a number" in words(page)
    assert "Your place, or your turn on the waiting list, goes to the next in line" in words(page)
    assert "180 days after the event" in words(page)
    assert Registration.objects.get().name == "Rosa Valle"


def test_afterwards_neither_name_nor_address_nor_its_hash_stands_anywhere(client, webinar, organizer, rosa, now):
    deliver()
    asking.ask(rosa, [], words="Rosa Valle needs a chair", now=now)
    uploads.keep(b"Rosa Valle,rosa@valle.example", event=webinar, purpose=Upload.Purpose.ATTENDANCE, by=organizer, now=now)
    attendance_import.bring_in(webinar, Reading("plain", [Person("rosa@valle.example", "Rosa Valle", 50, "attendee", 1)], []), now=now)
    before = found(*ROSA)

    erase(client, rosa)

    assert {place.partition(".")[0] for place in before} >= {
        "registrations_registration",
        "registrations_accessrequest",
        "registrations_upload",
        "mail_delivery",
    }
    assert found(*ROSA) == []


def test_the_receipt_is_shown_once_and_kept_without_the_person(client, rosa, webinar):
    deliver()

    shown, again = erase(client, rosa), erase(client, rosa)

    assert "You are erased" in words(shown)
    assert "your registration for “Who counts as “the economy”?”" in words(shown)
    assert "1 mail to you" in words(shown)
    assert (again.status_code, again["Location"]) == (302, webinar.get_absolute_url())
    receipt = Erasure.objects.get()
    assert (receipt.event, receipt.on_request, receipt.people, receipt.mails, receipt.belongings) == (webinar, True, 1, 1, 1)


@pytest.mark.parametrize("purpose", ["my", "join", "stop", "inbox"])
def test_every_old_link_leads_to_the_event_and_is_not_kept(client, rosa, webinar, purpose):
    old = links.path(purpose, rosa)
    erase(client, rosa)

    for answer in (client.get(old), client.post(old) if purpose != "my" else client.get(old)):
        assert (answer.status_code, answer["Location"]) == (302, webinar.get_absolute_url())
        assert answer["Cache-Control"] == "private, no-store"


def test_the_place_goes_to_who_waits_longest_at_once_and_the_erased_are_not_written_to(client, institute, now):
    event = EventFactory(host=institute, capacity=1)
    rosa, omar = register(event, now=now), register(event, "omar@valle.example", name="Omar", now=now)
    deliver()

    erase(client, rosa)

    omar.refresh_from_db()
    assert omar.status == Status.CONFIRMED
    assert [mail.to for mail in deliver()] == [["Omar <omar@valle.example>"]]


def test_who_gave_the_place_back_a_moment_ago_holds_it_no_longer(client, institute, now):
    event = EventFactory(host=institute, capacity=1)
    rosa, omar = register(event, now=now), register(event, "omar@valle.example", now=now)
    signup.withdraw(rosa, now=now)

    erase(client, rosa)

    omar.refresh_from_db()
    assert omar.status == Status.CONFIRMED


def test_a_cancelled_event_that_takes_place_after_all_has_the_place_again(webinar, now):
    type(webinar).objects.update(capacity=1, cancelled_at=now)
    rosa = RegistrationFactory(event=webinar, email="rosa@valle.example")

    erasing.erase_me(rosa, now=now)

    type(webinar).objects.update(cancelled_at=None)
    assert register(webinar, "omar@valle.example", now=now).status == Status.CONFIRMED


def test_nothing_can_be_done_with_the_row_any_more(webinar, now):
    rosa = register(webinar, now=now)
    erasing.erase_me(rosa, now=now)

    signup.take_back(rosa, now=now)

    assert signup.say_again(rosa, now=now) is False
    rosa.refresh_from_db()
    assert (rosa.status, rosa.is_active) == (Status.WITHDRAWN, False)


def test_a_mail_that_waits_never_leaves(rosa, now):
    erasing.erase_me(rosa, now=now)

    assert deliver() == []
    assert Delivery.objects.get().state == Fate.RECALLED


def test_a_mail_that_is_leaving_has_no_second_try_and_leaves_no_trace(rosa, now):
    Crew.objects.create(id="crew")
    [copy] = claiming.claim("crew").copies
    assert leaving.may_leave(copy, "crew")

    erasing.erase_me(rosa, now=now)
    recording.record(copy, Answer(Verdict.LATER, "the mailbox is busy"))

    assert Delivery.objects.get().state == Fate.SKIPPED
    assert deliver() == []
    assert found(*ROSA) == []


def test_a_past_events_numbers_stay(client, rosa, webinar, time_machine):
    time_machine.move_to(webinar.ends_at + timedelta(days=1), tick=False)
    Registration.objects.update(attended_at=webinar.starts_at + timedelta(seconds=74, microseconds=5))

    erase(client, rosa)

    left = Registration.objects.get()
    assert (left.status, left.attended_at, left.zone, left.language) == (Status.CONFIRMED, webinar.starts_at + timedelta(minutes=1), "", "")
    assert (left.registered_at.minute, left.registered_at.date()) == (0, rosa.registered_at.date())


def test_how_many_asked_for_something_stays(client, rosa, webinar, now, time_machine):
    asking.ask(rosa, [], words="captions", now=now)
    asking.answer(rosa.access_request, Said.YES)
    time_machine.move_to(webinar.ends_at, tick=False)

    erase(client, rosa)

    assert list(AccessTotal.objects.values_list("kind", "asked", "given")) == [("", 1, 1)]


def test_who_asked_not_to_be_written_to_stays_known_by_a_keyed_hash_alone(client, rosa):
    signup.leave_reminders(rosa)

    erase(client, rosa)

    assert found("rosa@valle.example", "Rosa Valle") == []
    assert Suppression.objects.get().address_hash == fingerprint("rosa@valle.example")
    assert suppressing.has_left("rosa@valle.example", scope=Suppression.objects.get().scope)


def test_other_events_of_the_same_address_are_erased_where_that_is_ticked(client, institute, webinar, rosa, now):
    other = register(EventFactory(host=institute, title_en="Bread and time"), now=now)
    omar = register(webinar, "omar@valle.example", name="Omar", now=now)
    assert "Bread and time" in words(client.get(f"{links.path('my', rosa)}erase/"))

    shown = erase(client, rosa, everywhere="1")

    assert "“Bread and time”" in words(shown)
    assert found(*ROSA) == []
    for registration in (other, omar):
        registration.refresh_from_db()
    assert (other.erased_at is not None, omar.erased_at) == (True, None)


def test_without_the_tick_other_events_stay_as_they_are(client, institute, rosa, now):
    other = register(EventFactory(host=institute), now=now)

    erase(client, rosa)

    other.refresh_from_db()
    assert (other.name, other.status) == ("Rosa Valle", Status.CONFIRMED)


def test_the_erased_are_on_no_list_and_hear_of_no_change(client, organizer, rosa, webinar, now):
    reminders.switch_on(webinar, "day", now=now)
    erase(client, rosa)
    client.force_login(organizer)

    page = client.get(f"/desk/events/{webinar.slug}/registrations/")

    assert "Rosa" not in words(page)
    assert not Registration.objects.told().exists()
    assert not Registration.objects.confirmed().exists()


def test_who_was_erased_may_register_again_as_anybody(client, rosa, webinar, now):
    erase(client, rosa)

    again = register(webinar, now=now)

    assert again.pk != rosa.pk
    assert again.status == Status.CONFIRMED


def test_erasing_twice_at_once_erases_once(rosa, now):
    first, second = erasing.erase_me(rosa, now=now), erasing.erase_me(rosa, now=now)

    assert (first.people, second) == (1, None)
    assert Erasure.objects.count() == 1


def test_every_column_of_a_registration_is_emptied_or_says_nothing_of_the_person():
    """A new column is written by `erase` too, or stands here with what it is."""
    labels = {"id", "event", "key", "link_version", "calendar_revision", "told_sequence", "told_starts_at"}
    numbers = {"status", "seat", "held_until", "by_hand", "turn", "came_by", "with_them"}  # what is counted

    assert {field.name for field in Registration._meta.concrete_fields} == labels | numbers | set(erasing._WRITTEN)


@pytest.mark.django_db(transaction=True)
def test_people_who_are_erased_twice_and_register_at_once_leave_every_place_taken_once(institute, now):
    event = EventFactory(host=institute, capacity=5)
    people = [register(event, f"rosa{number}@valle.example", now=now) for number in range(8)]

    def erase_or_come(number):
        try:
            if number < 2 * len(people):
                erasing.erase_me(people[number // 2], now=now)
            else:
                register(event, f"omar{number}@valle.example", now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(erase_or_come, range(2 * len(people) + 8)))

    assert Erasure.objects.count() == len(people)
    assert found(*(person.email for person in people)) == []
    assert Registration.objects.confirmed().count() == 5
    assert Registration.objects.waitlisted().count() == 3
