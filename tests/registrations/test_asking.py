"""What people need to take part: asked for at registration or later, answered at the desk, erased after the event."""

from datetime import date, timedelta

import pytest
from django.core import mail

from events_service.events.domain import access
from events_service.events.domain.access import Offer
from registrations.domain import asking, links, signup
from registrations.models import AccessRequest, Answer
from registrations.tasks import sweep
from tests import factories
from tests.registrations.cast import deliver, register

ROSA = {"name": "Rosa Valle", "email": "rosa@valle.example", "language": "en", "zone": "America/Mexico_City"}


@pytest.fixture
def captions(webinar, now):
    return access.offer(webinar, Offer("captions", "es", ask_by_on=date(2037, 12, 1)), now=now)


@pytest.fixture
def slides(webinar, now):
    return access.offer(webinar, Offer("slides"), now=now)


@pytest.fixture
def elsewhere(institute, now):
    return access.offer(factories.EventFactory(host=institute), Offer("slides"), now=now)


@pytest.fixture
def rosa(webinar, captions, now):
    registration = register(webinar, now=now)
    asking.ask(registration, [captions.pk], words="Large print, please", now=now)
    return registration


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def at(event):
    return f"/desk/events/{event.slug}/access/"


def asked(registration):
    request = AccessRequest.objects.get(registration=registration)
    return sorted(service.words for service in request.services.all()), request.words


def test_who_registers_may_say_what_they_need(client, webinar, captions, slides):
    client.post(webinar.get_absolute_url(), ROSA | {"access": [captions.pk, slides.pk], "need": " A quiet room "})

    assert asked(webinar.registrations.get()) == (["Live captions in Spanish", "Slides ahead of time"], "A quiet room")


def test_who_needs_nothing_leaves_no_request(client, webinar, captions):
    client.post(webinar.get_absolute_url(), ROSA)

    assert (webinar.registrations.count(), AccessRequest.objects.count()) == (1, 0)


def test_a_service_of_another_event_is_refused_and_nothing_is_saved(client, webinar, captions, elsewhere):
    page = client.post(webinar.get_absolute_url(), ROSA | {"access": [elsewhere.pk], "need": "A quiet room"})

    words = page.content.decode()
    assert (page.status_code, webinar.registrations.count()) == (422, 0)
    assert "This is not offered any more." in words
    assert "A quiet room</textarea>" in words
    assert '<details class="fold" open>' in words


def test_programs_ask_the_same_way(client, webinar, captions):
    said = ROSA | {"access": [captions.pk], "need": "A quiet room"}

    answer = client.post(f"/api/v1/events/{webinar.slug}/registrations/", said, content_type="application/json")

    assert answer.status_code == 202
    assert asked(webinar.registrations.get()) == (["Live captions in Spanish"], "A quiet room")


def test_a_program_that_asks_for_what_is_not_offered_is_refused(client, webinar, elsewhere):
    said = ROSA | {"access": [elsewhere.pk]}

    answer = client.post(f"/api/v1/events/{webinar.slug}/registrations/", said, content_type="application/json")

    assert (answer.status_code, webinar.registrations.count()) == (409, 0)


def test_who_registers_twice_cannot_change_by_the_form_what_was_asked_for(client, webinar, rosa):
    client.post(webinar.get_absolute_url(), ROSA | {"need": "Nothing at all"})

    assert asked(rosa) == (["Live captions in Spanish"], "Large print, please")


def test_who_registers_again_and_had_asked_for_nothing_may_ask(client, webinar, now):
    registration = register(webinar, now=now)

    client.post(webinar.get_absolute_url(), ROSA | {"need": "A quiet room"})

    assert asked(registration) == ([], "A quiet room")


def test_no_mail_says_what_somebody_needs(webinar, captions, now):
    signup.register(webinar, details=signup.Details(**ROSA, need="Secret words"), now=now)

    [sent] = deliver()

    assert "Secret words" not in sent.message().as_string()
    assert mail.outbox[-1] is sent


def test_the_page_says_until_when_to_ask(client, webinar, captions):
    page = client.get(webinar.get_absolute_url()).content.decode()

    assert "Ask for it by December 1, 2037." in page
    assert "Live captions in Spanish (ask by Dec 1)" in page


def test_a_late_request_is_taken_and_the_form_says_that_it_may_be_too_late(client, webinar, captions, time_machine, now):
    time_machine.move_to(now + timedelta(days=8))  # 2 December, where the event is

    page = client.get(webinar.get_absolute_url()).content.decode()
    client.post(webinar.get_absolute_url(), ROSA | {"access": [captions.pk]})

    assert "Live captions in Spanish (to be asked for by Dec 1: it may be too late, ask all the same)" in page
    assert asked(webinar.registrations.get()) == (["Live captions in Spanish"], "")


def test_the_last_day_ends_where_the_event_is(captions, now):
    midnight = now.replace(month=12, day=2, hour=8)  # in Los Angeles

    assert not asking.is_late(captions, now=midnight - timedelta(minutes=1))
    assert asking.is_late(captions, now=midnight)


def test_my_registration_shows_and_changes_what_i_need(client, rosa, slides):
    page = client.get(links.path("my", rosa)).content.decode()

    answer = client.post(links.path("my", rosa) + "access/", {"access": [slides.pk], "need": ""}, follow=True)

    assert "Large print, please</textarea>" in page
    assert asked(rosa) == (["Slides ahead of time"], "")
    assert "The organizers see it now." in answer.content.decode()


def test_my_registration_refuses_what_is_not_offered_and_keeps_what_was_typed(client, rosa, elsewhere):
    answer = client.post(links.path("my", rosa) + "access/", {"access": [elsewhere.pk], "need": "A ramp"})

    assert (answer.status_code, answer["Cache-Control"]) == (422, "private, no-store")
    assert "A ramp</textarea>" in answer.content.decode()
    assert asked(rosa) == (["Live captions in Spanish"], "Large print, please")


def test_nothing_is_asked_for_after_the_event(client, webinar, rosa, time_machine):
    time_machine.move_to(webinar.ends_at)

    client.post(links.path("my", rosa) + "access/", {"need": "A ramp"})

    assert asked(rosa)[1] == "Large print, please"
    assert "access/" not in client.get(links.path("my", rosa)).content.decode()


def test_who_gives_the_place_back_asks_for_nothing_once_it_is_no_longer_held_for_them(rosa, now):
    signup.withdraw(rosa, now=now)
    asking.erase_of_who_left(now)
    is_kept = AccessRequest.objects.exists()
    asking.erase_of_who_left(now + timedelta(minutes=10))

    assert (is_kept, AccessRequest.objects.exists()) == (True, False)


def test_in_the_last_hour_it_is_erased_with_the_place(rosa, webinar):
    signup.withdraw(rosa, now=webinar.starts_at)

    assert not AccessRequest.objects.exists()


def test_nothing_said_takes_the_request_back(rosa, now):
    assert asking.ask(rosa, [], words=" ", now=now) is None
    assert not AccessRequest.objects.exists()


def test_a_changed_request_waits_for_a_new_answer_and_the_same_one_keeps_it(rosa, captions, now):
    asking.answer(AccessRequest.objects.get(), Answer.YES)

    same = asking.ask(rosa, [captions.pk], words="Large print, please", now=now)
    other = asking.ask(rosa, [captions.pk], words="Braille, please", now=now)

    assert (same.answer, other.answer) == ("yes", "")


def test_the_desk_counts_what_people_asked_for(desk, webinar, rosa, captions, slides):
    page = desk.get(f"/desk/events/{webinar.slug}/")

    assert [(one.service, one.asked) for one in page.context["asked"]] == [(captions, 1), (slides, 0)]
    assert page.context["asked_in_words"] == 1
    assert "What people asked for" in page.content.decode()


def test_the_page_about_access_shows_each_request_and_marks_the_answer(desk, webinar, rosa):
    request = AccessRequest.objects.get()
    before = desk.get(at(webinar)).content.decode()

    after = desk.post(at(webinar), {"act": "yes", "request": request.pk}, follow=True).content.decode()

    assert "Rosa Valle" in before
    assert "Large print, please" in before
    assert "Not answered" in before
    assert "Answered: yes" in after


def test_a_request_of_another_event_is_not_marked(desk, institute, rosa):
    desk.post(at(factories.EventFactory(host=institute)), {"act": "no", "request": AccessRequest.objects.get().pk})

    assert AccessRequest.objects.get().answer == ""


def test_the_page_about_access_asks_the_database_as_often_for_many_requests(desk, webinar, captions, django_assert_num_queries, now):
    def count(people):
        for number in range(people):
            one = factories.RegistrationFactory(event=webinar)
            asking.ask(one, [captions.pk], words=f"Need {number}", now=now)
        with django_assert_num_queries(7):
            desk.get(at(webinar))

    count(1)
    count(10)


def test_thirty_days_after_the_event_requests_are_erased_and_their_numbers_stay(webinar, rosa, captions, time_machine):
    asking.answer(AccessRequest.objects.get(), Answer.YES)
    before = asking.sums([webinar.pk])
    time_machine.move_to(webinar.ends_at + timedelta(days=30))

    sweep()
    sweep()

    assert not AccessRequest.objects.exists()
    assert asking.sums([webinar.pk]) == before
    assert [(one.words, one.asked, one.given) for one in before] == [("", 1, 1), ("Live captions in Spanish", 1, 1)]


def test_until_then_they_stay(webinar, rosa, time_machine):
    time_machine.move_to(webinar.ends_at + timedelta(days=30, seconds=-1))

    sweep()

    assert AccessRequest.objects.exists()


CAPTIONS = {"act": "save", "kind": "captions", "language": "en", "status": "planned", "ask_by_on": "2037-12-01"}


def test_something_is_offered_confirmed_changed_and_offered_no_more(desk, webinar):
    desk.post(at(webinar), CAPTIONS | {"detail_en": "By a person"})
    service = webinar.access_services.get()
    desk.post(at(webinar), {"act": "confirmed", "service": service.pk})
    form = desk.get(at(webinar) + f"?service={service.pk}").context["form"]
    desk.post(at(webinar), CAPTIONS | {"service": service.pk, "status": "booked", "opened": form["opened"].value()})
    changed = webinar.access_services.get()
    desk.post(at(webinar), {"act": "remove", "service": service.pk})

    assert (form["status"].value(), form["detail_en"].value()) == ("confirmed", "By a person")
    assert (changed.status, changed.detail_en) == ("booked", "")
    assert not webinar.access_services.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"language": ""}, "Choose which spoken language."),
        ({"ask_by_on": "tomorrow"}, "Enter a date, like 2026-12-01"),
        ({"ask_by_on": "2038-01-01"}, "Choose a day before the event"),
        ({"kind": "magic"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_offered_is_said_beside_its_field_and_kept(desk, webinar, said, sentence):
    page = desk.post(at(webinar), CAPTIONS | {"note": "Ana, 200 dollars"} | said)

    assert (page.status_code, webinar.access_services.count()) == (422, 0)
    assert sentence in page.content.decode()
    assert "Ana, 200 dollars</textarea>" in page.content.decode()


def test_who_writes_later_sees_it_and_may_insist(desk, webinar, captions, now):
    opened = {"service": captions.pk, "opened": captions.changed_at.isoformat()}
    access.change(captions, Offer("captions", "es", note="Bo"), now=now + timedelta(minutes=1))

    page = desk.post(at(webinar), CAPTIONS | opened | {"note": "Cy"})
    desk.post(at(webinar), CAPTIONS | opened | {"note": "Cy", "opened": page.context["form"]["opened"].value()})

    captions.refresh_from_db()
    assert "Somebody changed this while you were writing" in page.content.decode()
    assert captions.note == "Cy"


def test_what_somebody_else_removed_is_said_to_be_gone(desk, webinar, captions, now):
    opened = {"service": captions.pk, "opened": captions.changed_at.isoformat()}
    access.remove(captions, now=now)

    pages = [desk.post(at(webinar), CAPTIONS | opened), desk.post(at(webinar), {"act": "booked", "service": captions.pk}, follow=True)]

    assert ["Somebody removed this meanwhile." in page.content.decode() for page in pages] == [True, True]


@pytest.mark.parametrize("number", ["x", "²", "9" * 30])
def test_a_service_that_is_no_number_is_not_found(desk, webinar, number):
    assert desk.get(at(webinar) + f"?service={number}").status_code == 404


def test_a_service_of_another_event_is_not_found(desk, webinar, elsewhere):
    assert desk.get(at(webinar) + f"?service={elsewhere.pk}").status_code == 404


def test_moving_the_event_says_what_goes_back_to_planned_and_waits_until_confirmed(desk, webinar, captions, now):
    access.change(captions, Offer("captions", "es", "confirmed", note="Ana"), now=now)
    friday = {"zone": "America/Los_Angeles", "starts": "2037-12-04T10:00", "ends": "2037-12-04T11:30"}

    asked = desk.post(f"/desk/events/{webinar.slug}/reschedule/", friday).content.decode()
    desk.post(f"/desk/events/{webinar.slug}/reschedule/", friday | {"confirm": "1"})
    waiting = desk.get("/desk/").content.decode()
    access.progress(captions, "confirmed", now=now)

    assert "Live captions in Spanish (confirmed): Ana" in asked
    assert "The event has moved, so nothing is booked any more: Live captions in Spanish." in waiting
    assert "Access is not confirmed" not in desk.get("/desk/").content.decode()


def test_the_desk_says_that_people_wait_for_an_answer(desk, rosa):
    before = desk.get("/desk/").content.decode()

    asking.answer(AccessRequest.objects.get(), Answer.NO)

    assert "1 person asks for support" in before
    assert "asks for support" not in desk.get("/desk/").content.decode()


def test_nobody_is_bothered_with_what_an_unproven_address_asks_for(webinar, rosa):
    type(rosa).objects.filter(pk=rosa.pk).update(status="unproven", confirmed_at=None)

    assert asking.unanswered([webinar.pk]) == {}
    assert [one.asked for one in asking.counts(webinar)] == [0]
