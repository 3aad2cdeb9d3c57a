"""Send me my link, and make my old links invalid."""

import re
from datetime import timedelta

import pytest

from events_service.mail.models import Delivery
from registrations.domain import links, reminders, sending_links, signup
from tests.factories import EventFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=5)


def words(response):
    return " ".join(response.content.decode().split())


def ask(client, email, **said):
    return client.post("/my-link/", {"email": email, "website": ""} | said, follow=True)


def test_an_address_gets_the_links_to_everything_that_is_coming(client, institute, webinar, now):
    other, past = EventFactory(host=institute, title_en="Bread"), EventFactory(host=institute, title_en="Past")
    for event in (webinar, other, past):
        register(event, now=now)
    type(past).objects.filter(pk=past.pk).update(starts_at=now - LATER, ends_at=now)
    deliver()
    Delivery.objects.update(created_at=now - LATER)

    ask(client, "ROSA@valle.example")

    mails = deliver()
    assert [mail.to for mail in mails] == [["Rosa Valle <rosa@valle.example>"]] * 2
    assert {mail.subject for mail in mails} == {f"You are registered: {webinar.title}", "You are registered: Bread"}


def test_known_and_unknown_addresses_are_answered_alike(client, webinar, now):
    register(webinar, now=now)

    known, unknown = ask(client, "rosa@valle.example"), ask(client, "nobody@valle.example")

    assert known.content == unknown.content
    assert known.redirect_chain == unknown.redirect_chain
    assert "If this address is registered" in words(known)


def test_it_is_not_sent_twice_within_two_minutes_nor_to_who_gave_the_place_back(client, institute, webinar, now):
    register(webinar, now=now)
    signup.withdraw(register(EventFactory(host=institute), now=now), now=now)
    deliver()

    ask(client, "rosa@valle.example")

    assert deliver() == []


def test_of_many_events_ten_mails_a_day_leave_at_most(institute, now):
    for _number in range(12):
        register(EventFactory(host=institute), now=now)
    deliver()
    Delivery.objects.update(created_at=now - timedelta(days=2))

    sent = sending_links.send_all("rosa@valle.example", now=now)

    assert (sent, sending_links.send_all("rosa@valle.example", now=now + LATER)) == (10, 0)


def test_what_is_no_address_is_said_and_a_machine_gets_nothing(client, webinar, now):
    register(webinar, now=now)
    deliver()
    Delivery.objects.update(created_at=now - LATER)

    wrong = client.post("/my-link/", {"email": "rosa"})
    ask(client, "rosa@valle.example", website="https://spam.example")

    assert wrong.status_code == 422
    assert "Enter an email address with an @" in words(wrong)
    assert 'value="rosa"' in words(wrong)
    assert deliver() == []


def test_a_form_of_another_site_is_refused(client, db):
    assert client.post("/my-link/", {"email": "rosa@valle.example"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("before", [timedelta(minutes=5), timedelta(minutes=-5)])
def test_the_events_page_leads_there_once_registration_is_closed_or_it_is_live(client, webinar, before, time_machine):
    type(webinar).objects.update(registration_closes_at=webinar.starts_at - timedelta(hours=1))
    time_machine.move_to(webinar.starts_at - before, tick=False)

    assert 'href="/my-link/"' in words(client.get(webinar.get_absolute_url()))


# old links


def test_old_links_stop_working_and_new_ones_come_by_mail_alone(client, webinar, now):
    rosa = register(webinar, now=now)
    deliver()
    old = {purpose: links.path(purpose, rosa) for purpose in ("my", "join", "stop", "inbox")}

    page = client.post(f"{old['my']}renew/")

    rosa.refresh_from_db()
    [mail] = deliver()
    assert "None of the links that we sent you for this event works any more" in words(page)
    assert links.path("my", rosa) not in words(page)
    assert [client.get(path).status_code for path in old.values()] == [404] * 4
    [new] = set(re.findall(r"https://events.example(/my/\S+/)", mail.body))
    assert client.get(new).status_code == 200


def test_what_waits_takes_the_new_links_along(webinar, now):
    rosa = register(webinar, now=now)
    reminders.switch_on(webinar, "week", now=now)
    deliver()
    reminders.fire(webinar.reminders.get(lead="week").pk, now=webinar.starts_at - timedelta(days=7))

    sending_links.renew(rosa, now=now)

    assert {copy.values["link_version"] for copy in Delivery.objects.filter(state="queued")} == {2}


def test_of_two_who_renew_at_once_one_does(webinar, now):
    rosa = register(webinar, now=now)
    same = type(rosa).objects.get(pk=rosa.pk)

    assert (sending_links.renew(rosa, now=now), sending_links.renew(same, now=now)) == (True, False)


def test_who_is_not_written_to_any_more_keeps_the_old_links(client, webinar, now):
    rosa = register(webinar, now=now)
    signup.withdraw(rosa, now=now)

    answer = client.post(f"{links.path('my', rosa)}renew/", follow=True)

    assert "You gave your place back" in words(answer)
