"""Acts on many registrations at once: asked first, never half done silently, each through the function that acts on one."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from events_service.accounts.models import Act as Deed
from events_service.accounts.models import Deed as Line
from events_service.mail.models import Delivery
from registrations.domain import bulk, signup
from registrations.domain.bulk import Act
from registrations.models import Registration
from tests import factories
from tests.registrations.cast import register


@pytest.fixture
def desk(client, organizer, time_machine, now):
    time_machine.move_to(now, tick=False)
    client.force_login(organizer)
    return client


def acts(event):
    return f"/desk/events/{event.slug}/registrations/acts/"


def asking(act, *people, **more):
    return {"act": act, "ticked": [person.pk for person in people], "list": ""} | more


def statuses(event):
    return dict(event.registrations.values_list("name", "status"))


def mails(kind):
    return Delivery.objects.filter(message__kind=kind).count()


def test_before_anything_is_done_one_sees_how_many_and_what_they_are_told(desk, webinar):
    ana = factories.RegistrationFactory(event=webinar, name="Ana")
    gone = factories.RegistrationFactory(event=webinar, name="Gone", status="withdrawn")

    page = desk.post(acts(webinar), asking("withdraw", ana, gone))

    text = page.content.decode()
    assert "1 person gets a mail that the place is given back" in text
    assert "1 of those you chose stays as it is" in text
    assert "Do it to 1 person" in text
    assert statuses(webinar) == {"Ana": "confirmed", "Gone": "withdrawn"}


def test_confirmed_the_places_are_given_back_and_it_is_said_what_could_not_be(desk, webinar, organizer):
    ana, zoe = (factories.RegistrationFactory(event=webinar, name=name) for name in ("Ana", "Zoe"))
    gone = factories.RegistrationFactory(event=webinar, name="Gone", status="withdrawn")

    page = desk.post(acts(webinar), asking("withdraw", ana, zoe, gone, confirm="1", number="2", list="q=a"), follow=True)

    assert page.redirect_chain == [(f"/desk/events/{webinar.slug}/registrations/?q=a", 302)]
    assert "2 done. 1 could not be: no place is held." in page.content.decode()
    assert set(statuses(webinar).values()) == {"withdrawn"}
    assert mails("withdrawn") == 2
    assert [(line.act, line.who, line.more) for line in Line.objects.filter(act=Deed.PLACES_BACK)] == [(Deed.PLACES_BACK, organizer, "2")]


def test_whoever_waits_and_was_not_chosen_moves_up_and_nobody_is_promised_a_place_that_is_taken_back(desk, institute, now):
    event = factories.EventFactory(host=institute, capacity=2, grace_minutes=0)
    ana, zoe, second, third = (register(event, f"{n}@valle.example", name=f"P{n}", now=now) for n in range(4))
    asked = asking("withdraw", ana, zoe, second)

    page = desk.post(acts(event), asked)
    desk.post(acts(event), asked | {"confirm": "1", "number": "3"})

    assert "1 other person waits, is next when a place is free, and gets a mail then." in page.content.decode()
    assert statuses(event) == {"P0": "withdrawn", "P1": "withdrawn", "P2": "withdrawn", "P3": "confirmed"}
    assert list(Delivery.objects.filter(message__kind="promoted").values_list("recipient", flat=True)) == [third.key]


def test_all_whom_the_list_finds_are_meant_and_nobody_else(desk, webinar):
    for language, number in (("es", 60), ("en", 2)):
        factories.RegistrationFactory.create_batch(number, event=webinar, language=language)
    asked = {"act": "withdraw", "everybody": "1", "list": "language=es"}

    page = desk.post(acts(webinar), asked)
    desk.post(acts(webinar), asked | {"confirm": "1", "number": "60"})

    assert page.context["plan"].able == 60
    assert webinar.registrations.filter(status="withdrawn", language="es").count() == 60
    assert webinar.registrations.filter(status="confirmed", language="en").count() == 2


def test_where_it_is_not_the_same_number_any_more_nothing_is_done_and_one_is_asked_again(desk, webinar):
    factories.RegistrationFactory.create_batch(3, event=webinar)

    page = desk.post(acts(webinar), {"act": "withdraw", "everybody": "1", "list": "", "confirm": "1", "number": "2"})

    assert page.status_code == 409
    assert "It is not the same number of people any more" in page.content.decode()
    assert set(statuses(webinar).values()) == {"confirmed"}


def test_a_confirmation_goes_again_but_not_to_who_got_it_a_moment_ago(desk, webinar, now):
    long_ago, just_now = factories.RegistrationFactory(event=webinar), register(webinar, now=now)

    page = desk.post(acts(webinar), asking("again", long_ago, just_now, confirm="1", number="2"), follow=True)

    assert "1 done. 1 could not be: the same mail left a moment ago." in page.content.decode()
    assert Delivery.objects.filter(recipient=long_ago.key, message__kind="confirmation").count() == 1


def test_who_came_is_marked_by_hand_counts_as_at_the_start_and_can_be_taken_back(desk, webinar, time_machine):
    time_machine.move_to(webinar.ends_at + timedelta(hours=1), tick=False)
    ana = factories.RegistrationFactory(event=webinar, name="Ana")

    desk.post(acts(webinar), asking("came", ana, confirm="1", number="1"))
    came_at = Registration.objects.get().attended_at
    page = desk.post(acts(webinar), asking("came", ana, confirm="1", number="0"), follow=True)
    desk.post(acts(webinar), asking("missed", ana, confirm="1", number="1"))

    assert came_at == webinar.starts_at
    assert "1 was marked so already." in page.content.decode()
    assert Registration.objects.get().attended_at is None


def test_during_the_event_who_is_marked_came_now(webinar, organizer):
    factories.RegistrationFactory(event=webinar)
    during = webinar.starts_at + timedelta(minutes=7)

    bulk.perform(Act.CAME, webinar.registrations.all(), event=webinar, by=organizer, now=during)

    assert Registration.objects.get().attended_at == during


def test_each_time_has_its_acts(webinar, now):
    during, after = webinar.starts_at, webinar.ends_at

    assert bulk.offered(webinar, now=now) == [Act.WITHDRAW, Act.AGAIN]
    assert bulk.offered(webinar, now=during) == [Act.WITHDRAW, Act.AGAIN, Act.CAME, Act.MISSED]
    assert bulk.offered(webinar, now=after) == [Act.CAME, Act.MISSED]
    webinar.cancelled_at = now
    assert bulk.offered(webinar, now=now) == [Act.WITHDRAW]


@pytest.mark.parametrize("typed", [{}, {"act": "explode"}, {"act": "came"}, {"act": "withdraw", "number": "x"}])
def test_an_act_that_is_not_offered_does_nothing(desk, webinar, typed):
    ana = factories.RegistrationFactory(event=webinar)

    page = desk.post(acts(webinar), asking("", ana, confirm="1") | typed, follow=True)

    assert "This cannot be done here any more." in page.content.decode()
    assert Registration.objects.get().status == "confirmed"


@pytest.mark.parametrize("ticked", [[], ["x"], ["-1"], ["9" * 40], ["²"]])
def test_without_anybody_ticked_it_says_so(desk, webinar, ticked):
    factories.RegistrationFactory(event=webinar)

    page = desk.post(acts(webinar), {"act": "withdraw", "ticked": ticked, "list": ""}, follow=True)

    assert "Tick the people first" in page.content.decode()


def test_people_of_another_event_are_not_reached(desk, webinar):
    elsewhere = factories.RegistrationFactory(event=factories.EventFactory(host=factories.OrganizationFactory(slug="other")))

    desk.post(acts(webinar), asking("withdraw", elsewhere, confirm="1", number="1"))

    assert Registration.objects.get().status == "confirmed"


def test_of_more_than_fit_in_one_go_the_rest_is_left_and_named(webinar, organizer, now, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    factories.RegistrationFactory.create_batch(3, event=webinar)

    first = bulk.perform(Act.WITHDRAW, webinar.registrations.all(), event=webinar, by=organizer, now=now)
    second = bulk.perform(Act.WITHDRAW, webinar.registrations.all(), event=webinar, by=organizer, now=now)

    assert [(outcome.done, outcome.left) for outcome in (first, second)] == [(2, 1), (1, 0)]


def test_one_that_the_database_refuses_does_not_stop_the_others(desk, webinar, monkeypatch):
    """The only way to make a database busy for one row in the middle is to stand in its way."""
    people = factories.RegistrationFactory.create_batch(3, event=webinar)
    withdraw = signup.withdraw

    def busy(registration, *, now):
        if registration == people[1]:
            raise OperationalError("database is locked")
        return withdraw(registration, now=now)

    monkeypatch.setattr(signup, "withdraw", busy)

    page = desk.post(acts(webinar), asking("withdraw", *people, confirm="1", number="3"), follow=True)

    assert "2 done. 1 could not be: the database was busy. Try again." in page.content.decode()
