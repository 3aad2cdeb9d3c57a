"""Bringing in who registered elsewhere, by the page and by the command."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from events_service.accounts.models import Deed
from events_service.lib.errors import DomainError
from events_service.mail.domain import suppressing
from events_service.mail.models import Delivery
from registrations.domain import registrant_import, seating, signup, waitlist
from registrations.domain.registrant_import import Terms
from registrations.models import Registration, Upload
from tests import factories
from tests.registrations.cast import deliver, register

FILES = Path(__file__).parent / "reports"
TERMS = Terms("eventbrite", "es")


@pytest.fixture
def desk(client, organizer, time_machine, now):
    time_machine.move_to(now, tick=False)
    client.force_login(organizer)
    return client


def people(*rows, headings="Name,Email,Organization,Status"):
    return "\n".join([headings, *rows]).encode()


def many(count):
    return people(*(f"Person {number},p{number}@example.org" for number in range(count)), headings="Name,Email")


def bring_in(event, content, *, now, **said):
    listed = registrant_import.read(content, zone=event.zone)
    return registrant_import.bring_in(event, listed.registrants, terms=TERMS, now=now, **said)


def rows(event):
    return list(Registration.objects.filter(event=event).order_by("pk").values_list("name", "email", "status"))


def test_people_get_places_with_where_and_when_they_registered(webinar, now):
    done = bring_in(webinar, (FILES / "eventbrite.csv").read_bytes(), now=now)

    registration = Registration.objects.get(event=webinar)
    assert (done.placed, done.waiting, [str(fault.why) for fault in done.faults]) == (1, 0, ["cancelled there"])
    assert (registration.name, registration.email, registration.status) == ("Rosa Valle", "rosa@example.org", "confirmed")
    assert (registration.source, registration.language, registration.zone) == ("eventbrite", "es", "America/Los_Angeles")
    assert registration.registered_at == datetime(2037, 11, 1, 18, tzinfo=UTC)


def test_nobody_is_written_to_unless_the_number_is_said(webinar, now):
    bring_in(webinar, many(3), now=now)

    assert deliver() == []


def test_who_is_to_be_written_to_gets_what_registering_would_have_sent(webinar, now):
    bring_in(webinar, many(3), now=now, write_to=3)

    sent = deliver()
    signup.say_again(Registration.objects.first(), now=now + timedelta(minutes=1))
    assert sorted(mail.to[0] for mail in sent) == [f"Person {number} <p{number}@example.org>" for number in range(3)]
    assert {delivery.message.kind for delivery in Delivery.objects.all()} == {"confirmation"}
    assert Delivery.objects.count() == 3


def test_another_number_than_the_true_one_writes_nothing(webinar, now):
    with pytest.raises(registrant_import.Changed):
        bring_in(webinar, many(3), now=now, write_to=2)

    assert rows(webinar) == []


def test_twice_is_once(webinar, now):
    bring_in(webinar, many(3), now=now, write_to=3)

    again = bring_in(webinar, many(3), now=now, write_to=0)

    assert (again.coming, len(again.already)) == (0, 3)
    assert Registration.objects.count() == 3
    assert Delivery.objects.count() == 3


def test_rows_that_cannot_be_are_named_with_their_reason_and_the_good_ones_kept(webinar, now):
    content = people(
        "Rosa,rosa@example.org,,",
        "No Address,,,",
        "Odd,odd at example,,",
        "Rosa,ROSA@example.org,,",
        "Omar,omar@example.org,,Cancelled",
        ",ana@example.org,,",
    )

    done = bring_in(webinar, content, now=now)

    assert [(fault.registrant.line, str(fault.why)) for fault in done.faults] == [
        (3, "no email address"),
        (4, "not an email address"),
        (5, "twice in the file"),
        (6, "cancelled there"),
    ]
    assert rows(webinar) == [("Rosa", "rosa@example.org", "confirmed"), ("ana", "ana@example.org", "confirmed")]


def test_capacity_and_waitlist_hold_as_for_everybody(institute, now):
    event = factories.EventFactory(host=institute, capacity=3)
    register(event, "first@example.org", now=now)

    done = bring_in(event, many(4), now=now)

    waiting = event.registrations.waitlisted().values_list("email", flat=True)
    assert (done.placed, done.waiting) == (2, 2)
    assert list(waiting) == ["p2@example.org", "p3@example.org"]
    signup.withdraw(event.registrations.get(email="first@example.org"), now=now)
    waitlist.pass_on(event, now=now + timedelta(minutes=event.grace_minutes))
    assert list(event.registrations.waitlisted().values_list("email", flat=True)) == ["p3@example.org"]


def test_who_waits_for_the_room_takes_part_online_meanwhile(institute, now):
    event = factories.EventFactory(host=institute, presence="hybrid", capacity=1)

    done = bring_in(event, many(2), now=now, write_to=2)

    seats = list(event.registrations.order_by("email").values_list("status", "seat", "turn"))
    assert (done.placed, done.waiting) == (1, 1)
    assert seats == [("confirmed", "room", None), ("confirmed", "online", 1)]
    assert len(deliver()) == 2


def test_places_kept_for_guests_stay_kept(institute, now):
    event = factories.EventFactory(host=institute, capacity=2, kept_places=1)

    assert bring_in(event, many(2), now=now).placed == 1


def test_nobody_comes_before_who_waits_already(institute, now):
    event = factories.EventFactory(host=institute, capacity=2)
    factories.RegistrationFactory(event=event, status="waitlisted", turn=5)

    done = bring_in(event, many(1), now=now)

    assert (done.placed, done.waiting) == (0, 1)
    assert seating.next_turn(event) == 7


def test_without_a_waiting_list_the_last_find_no_place(institute, now):
    event = factories.EventFactory(host=institute, capacity=2, has_waitlist=False)

    done = bring_in(event, many(3), now=now)

    assert (done.placed, done.waiting, done.without_place, Registration.objects.count()) == (2, 0, 1, 2)


def test_who_waited_elsewhere_comes_after_who_had_a_place(institute, now):
    event = factories.EventFactory(host=institute, capacity=1)

    bring_in(event, people("W,w@example.org,,Waitlisted", "P,p@example.org,,Confirmed"), now=now)

    assert rows(event) == [("P", "p@example.org", "confirmed"), ("W", "w@example.org", "waitlisted")]


def test_who_gave_the_place_back_or_gets_no_mail_is_left_in_peace(webinar, now):
    gone = register(webinar, "p0@example.org", now=now)
    signup.withdraw(gone, now=now)
    suppressing.suppress("p1@example.org", reason=suppressing.Reason.BOUNCED)
    deliver()

    bring_in(webinar, many(2), now=now, write_to=1)

    gone.refresh_from_db()
    assert gone.status == "withdrawn"
    assert deliver() == []


@pytest.mark.parametrize(
    ("changed", "write_to"),
    [
        ({"cancelled_at": datetime(2037, 11, 20, tzinfo=UTC)}, None),
        ({"precision": "day", "starts_at": None, "ends_at": None}, None),
        ({"published_at": None}, 1),
        ({"starts_at": datetime(2037, 11, 3, 18, tzinfo=UTC), "ends_at": datetime(2037, 11, 3, 19, tzinfo=UTC)}, 1),
    ],
)
def test_where_nobody_can_come_or_be_written_to_nothing_is_done(institute, now, changed, write_to):
    event = factories.EventFactory(host=institute, **changed)

    with pytest.raises(registrant_import.NotNow):
        bring_in(event, many(1), now=now, write_to=write_to)

    assert rows(event) == []


def test_a_past_event_takes_who_registered_for_it(institute, now):
    past = {"starts_at": datetime(2037, 11, 3, 18, tzinfo=UTC), "ends_at": datetime(2037, 11, 3, 19, tzinfo=UTC)}

    assert bring_in(factories.EventFactory(host=institute, **past), many(1), now=now).placed == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [((FILES / "zoom-webinar.csv").read_bytes(), "who came"), (b"hello\nworld", "no list"), (b"Name,Email\n", "no list"), (b"%PDF", "PDF")],
)
def test_what_is_no_list_is_refused_with_a_sentence(content, words):
    with pytest.raises(DomainError) as refusal:
        registrant_import.read(content, zone="UTC")

    assert words in str(refusal.value.sentence)


def test_many_are_brought_in_with_as_many_statements_as_few(webinar, now, django_assert_num_queries, django_assert_max_num_queries):
    few = registrant_import.read(many(3), zone="UTC").registrants
    with django_assert_max_num_queries(20) as taken:
        registrant_import.bring_in(webinar, few, terms=TERMS, now=now)
    Registration.objects.all().delete()
    more = registrant_import.read(many(30), zone="UTC").registrants

    with django_assert_num_queries(len(taken)):
        registrant_import.bring_in(webinar, more, terms=TERMS, now=now)


def at(event, more=""):
    return f"/desk/events/{event.slug}/registrations/import/{more}"


def upload(desk, event, content):
    return desk.post(at(event), {"file": io.BytesIO(content)})


def test_the_page_shows_what_will_happen_and_does_it_at_a_yes(desk, webinar, organizer):
    found = upload(desk, webinar, people("Rosa,rosa@example.org,,", "No Address,,,")).url
    page = desk.get(found).content.decode()
    before = rows(webinar)

    after = desk.post(found, {"source": "A fair", "language": "es"}, follow=True).content.decode()

    assert "1 person gets a place" in page
    assert "no email address" in page
    assert "Bring in 1 and also write to 1 person" in page
    assert before == []
    assert "1 registration brought in. Nobody was written to." in after
    assert Registration.objects.get().source == "A fair"
    assert not Upload.objects.exists()
    assert [(deed.act, deed.who, deed.more) for deed in Deed.objects.all()] == [("registrations imported", organizer, "1")]
    assert deliver() == []


def test_the_page_writes_where_the_number_is_said(desk, webinar):
    found = upload(desk, webinar, many(2)).url

    after = desk.post(found, {"source": "", "language": "en", "write": "2"}, follow=True).content.decode()

    assert "2 registrations brought in. 2 people are written to." in after
    assert len(deliver()) == 2


@pytest.mark.parametrize("typed", [{"write": "1"}, {"write": "x"}, {"source": "x" * 41}, {"language": "xx"}, {"write": "9" * 30}])
def test_what_makes_no_sense_is_refused_and_nobody_comes(desk, webinar, typed):
    found = upload(desk, webinar, many(2)).url

    page = desk.post(found, {"source": "", "language": "en"} | typed)

    assert page.status_code == 422
    assert rows(webinar) == []


def test_the_wrong_file_is_refused_beside_the_field(desk, webinar):
    page = upload(desk, webinar, (FILES / "teams.csv").read_text().encode("utf-16"))

    assert page.status_code == 422
    assert "This is a report of who came" in page.content.decode()


def test_what_is_left_is_forgotten(desk, webinar):
    found = upload(desk, webinar, many(2)).url

    desk.post(found, {"leave": "1"})

    assert "no longer here" in desk.get(found).content.decode()
    assert not Upload.objects.exists()


def run(file, event, *options):
    out = io.StringIO()
    call_command("import_registrations", str(file), "--event", event.slug, *options, stdout=out)
    return out.getvalue()


def test_the_command_says_what_will_happen_and_what_it_did(webinar):
    dry = run(FILES / "luma.csv", webinar, "--dry-run")
    before = rows(webinar)
    said = run(FILES / "luma.csv", webinar, "--write-to", "2")

    assert "2 get a place, 0 wait" in dry
    assert before == []
    assert "Brought in. Written to: 2." in said
    assert {row.source for row in Registration.objects.all()} == {"luma"}
    assert len(deliver()) == 2


def test_the_command_names_rows_that_are_left_out(webinar, tmp_path):
    (tmp_path / "list.csv").write_bytes(people("No Address,,,", "Rosa,rosa@example.org,,"))

    assert "Row 2 left out (no email address): No Address" in run(tmp_path / "list.csv", webinar)


@pytest.mark.parametrize(("file", "slug"), [("nowhere.csv", None), ("manage.py", None), (FILES / "luma.csv", "nothing")])
def test_the_command_fails_with_a_sentence(webinar, file, slug):
    with pytest.raises(CommandError):
        call_command("import_registrations", str(file), "--event", slug or webinar.slug, stdout=io.StringIO())
