"""Correcting the address: proven first, the old one told."""

import re
from datetime import timedelta

import pytest

from events_service.events.domain.topics import topic_of
from events_service.mail.domain import suppressing
from registrations.domain import erasing, links, readdressing, reminders, signup
from registrations.models import Registration
from tests.registrations.cast import deliver, register
from tests.registrations.everywhere import found

pytestmark = pytest.mark.django_db

NEW = "rosa@nuevo.example"


@pytest.fixture
def rosa(webinar, now):
    registration = register(webinar, now=now)
    deliver()
    return registration


def words(response):
    return " ".join(response.content.decode().split())


def ask(client, registration, email=NEW):
    return client.post(f"{links.path('my', registration)}address/", {"email": email})


def proof_in(mails):
    [link] = {link for mail in mails for link in re.findall(r"https://events.example(/address/\S+/)", mail.body)}
    return link


def test_the_new_address_proves_itself_and_the_old_one_is_told(client, rosa, webinar):
    old = links.path("my", rosa)
    asked = ask(client, rosa)
    mails = deliver()
    link = proof_in(mails)
    shown = client.get(link)
    before = Registration.objects.get().email

    done = client.post(link, follow=True)

    assert "We have written to <strong>r•••@n•••.example</strong>" in words(asked)
    assert [mail.to for mail in mails] == [[f"Rosa Valle <{NEW}>"]]
    assert "Yes, write to me here" in words(shown)
    assert before == "rosa@valle.example"
    assert "Your changes are saved" in words(done)
    after = deliver()
    assert {mail.to[0]: mail.subject for mail in after} == {
        "Rosa Valle <rosa@valle.example>": f"We write to another address from now on: {webinar.title}",
        f"Rosa Valle <{NEW}>": f"You are registered: {webinar.title}",
    }
    [told] = [mail for mail in after if "rosa@valle.example" in mail.to[0]]
    assert (NEW in told.body, "/my/" in told.body) == (False, False)
    assert client.get(old).status_code == 404
    assert Registration.objects.get().address == NEW


def test_following_the_link_twice_says_that_it_is_done(client, rosa):
    ask(client, rosa)
    link = proof_in(deliver())
    client.post(link)

    again = client.post(link)

    assert again.status_code == 200
    assert "We write to <strong>r•••@n•••.example</strong> now" in words(again)
    assert "/my/" not in words(again)


def test_only_the_link_of_the_address_that_was_named_last_proves(client, rosa):
    ask(client, rosa)
    first = proof_in(deliver())

    ask(client, rosa, "rosa@otro.example")

    assert client.post(first).status_code == 404
    client.post(proof_in(deliver()))
    assert Registration.objects.get().email == "rosa@otro.example"


def test_after_a_day_the_link_is_too_old(client, rosa, now, time_machine):
    ask(client, rosa)
    link = proof_in(deliver())
    time_machine.move_to(now + timedelta(days=1, minutes=1), tick=False)

    answer = client.post(link)

    assert answer.status_code == 409
    assert "This link is too old" in words(answer)
    assert Registration.objects.get().email == "rosa@valle.example"


def test_an_address_with_a_registration_of_its_own_learns_so_from_the_link_alone(client, rosa, webinar, now):
    register(webinar, NEW, now=now)
    deliver()

    asked = ask(client, rosa)
    answer = client.post(proof_in(deliver()))

    assert asked.status_code == 200
    assert answer.status_code == 409
    assert "is registered for this event itself" in words(answer)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("ROSA@valle.example", "This is the address that we write to already."),
        ("rosa", "Enter an email address with an @"),
        ("", "Enter your email address"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(client, rosa, email, sentence):
    answer = ask(client, rosa, email)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert deliver() == []


def test_three_mails_an_hour_leave_at_most(client, rosa):
    for number in range(3):
        ask(client, rosa, f"rosa{number}@nuevo.example")

    refused = ask(client, rosa)

    assert refused.status_code == 422
    assert "We have written a few times already" in words(refused)
    assert len(deliver()) == 3


def test_what_waits_goes_to_the_new_address_and_who_left_the_reminders_has_left_them_there_too(rosa, webinar, now):
    signup.leave_reminders(rosa)
    readdressing.ask(rosa, NEW, now=now)
    deliver()

    readdressing.prove(rosa, now=now)

    reminders.switch_on(webinar, "week", now=now)
    reminders.fire(webinar.reminders.get(lead="week").pk, now=webinar.starts_at - timedelta(days=7))
    assert suppressing.has_left(NEW, scope=topic_of(webinar))
    assert [mail.subject for mail in deliver() if "week" in mail.subject.lower()] == []


def test_who_is_erased_is_erased_at_both_addresses(client, rosa, now):
    ask(client, rosa)
    deliver()

    erasing.erase_me(rosa, now=now)

    assert found(NEW, "rosa@valle.example", "Rosa Valle") == []
