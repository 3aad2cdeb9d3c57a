"""The desk's page of mail: what became of it, who still holds the old time, and what can be done."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events_service.events.domain import scheduling
from events_service.events.domain.scheduling import Times
from events_service.mail.domain import sending, suppressing
from events_service.mail.models import Delivery, Fate
from registrations.domain import changes, telling
from tests import factories
from tests.registrations.cast import register

pytestmark = pytest.mark.django_db

A_WEEK_LATER = Times("America/Los_Angeles", date(2037, 12, 10), time(10), date(2037, 12, 10), time(11, 30))


@pytest.fixture
def desk(client, organizer, time_machine, now):
    time_machine.move_to(now, tick=False)
    client.force_login(organizer)
    return client


def at(event, page=""):
    return f"/desk/events/{event.slug}/mail/{page}"


@pytest.fixture
def moved(webinar, now):
    """Rosa was told of the new time, nobody knows of Omar, and Ana's mailbox does not exist."""
    for name in ("rosa", "omar", "ana"):
        register(webinar, f"{name}@valle.example", now=now, name=name.title())
    sending.drain()
    suppressing.suppress("ana@valle.example", reason=suppressing.Reason.BOUNCED)
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)
    changes.tell(webinar.pk, now=now + timedelta(minutes=3))
    sending.drain()
    Delivery.objects.filter(address="omar@valle.example", message__kind="changed").update(state=Fate.UNKNOWN, reason="TimeoutError")
    webinar.refresh_from_db()
    mail.outbox.clear()
    return webinar


def test_who_knows_the_new_time_is_counted(moved):
    news = telling.news(moved)

    assert (news.told, news.on_the_way, news.unreached) == (1, 0, 2)


def test_who_still_holds_the_old_time_is_named_and_what_can_be_done(moved):
    holders = {holder.person.name: holder.may_be_said_again for holder in telling.holders(moved)}

    assert holders == {"Omar": True, "Ana": False}


def test_why_it_did_not_arrive_is_said_in_the_readers_words(desk, moved):
    Delivery.objects.filter(address="rosa@valle.example", message__kind="changed").update(state=Fate.FAILED, reason="SMTPDataError: 552")

    english, spanish = (desk.get(language + at(moved)).content.decode() for language in ("", "/es"))

    assert "the mail service refused it (552)" in english
    assert "the mailbox does not exist" in english
    assert "the connection ended in the middle" in english
    assert "SMTPDataError" not in english
    assert "el buzón no existe" in spanish


def test_an_event_that_never_moved_has_no_news(webinar, now):
    register(webinar, now=now)

    assert telling.news(webinar) is None


def test_who_is_about_to_be_told_is_counted(webinar, now):
    register(webinar, now=now)
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)
    webinar.refresh_from_db()

    assert telling.news(webinar).on_the_way == 1


def test_the_page_says_it_in_one_line(desk, moved):
    page = desk.get(at(moved)).content.decode()

    assert "1 told" in page
    assert "2 unreachable" in page


def test_one_button_reaches_the_rest(desk, moved):
    page = desk.post(at(moved, "rest/"), follow=True)
    sending.drain()

    assert "It goes to 1 person again." in page.content.decode()
    assert [sent.to for sent in mail.outbox] == [["Omar <omar@valle.example>"]]
    assert (telling.news(moved).told, telling.news(moved).unreached) == (2, 1)


def test_pressed_twice_it_goes_once(desk, moved):
    desk.post(at(moved, "rest/"))

    page = desk.post(at(moved, "rest/"), follow=True)
    sending.drain()

    assert "There is nobody left whom a mail could reach." in page.content.decode()
    assert len(mail.outbox) == 1


def test_one_copy_is_sent_again(desk, moved):
    copy = Delivery.objects.get(state=Fate.UNKNOWN)

    desk.post(at(moved, f"{copy.pk}/"), {"again": ""})
    sending.drain()

    assert [sent.to for sent in mail.outbox] == [["Omar <omar@valle.example>"]]
    assert telling.troubles(moved) == []


def test_one_copy_is_left_as_it_is(desk, moved):
    copy = Delivery.objects.get(state=Fate.UNKNOWN)

    desk.post(at(moved, f"{copy.pk}/"), {"leave": ""})
    sending.drain()

    assert mail.outbox == []
    assert telling.troubles(moved) == []
    assert Delivery.objects.get(pk=copy.pk).state == Fate.UNKNOWN


def test_what_cannot_help_is_not_done(desk, moved):
    copy = Delivery.objects.get(address="ana@valle.example", message__kind="changed")

    page = desk.post(at(moved, f"{copy.pk}/"), {"again": ""}, follow=True)

    assert "Sending it again would not help" in page.content.decode()
    assert Delivery.objects.filter(address="ana@valle.example", message__kind="changed").count() == 1


def test_a_stranger_finds_nothing(client, stranger, moved):
    client.force_login(stranger)
    copy = Delivery.objects.get(state=Fate.UNKNOWN)

    answers = [client.get(at(moved)), client.post(at(moved, "rest/")), client.post(at(moved, f"{copy.pk}/"), {"again": ""})]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_copy_of_another_event_is_not_found(desk, moved, institute):
    copy = Delivery.objects.get(state=Fate.UNKNOWN)
    other = factories.EventFactory(host=institute)

    assert desk.post(at(other, f"{copy.pk}/"), {"again": ""}).status_code == 404


def test_the_page_asks_no_more_for_three_troubles_than_for_one(desk, moved, django_assert_num_queries):
    desk.get(at(moved))
    with CaptureQueriesContext(connection) as one:
        desk.get(at(moved))
    Delivery.objects.update(state=Fate.UNKNOWN)

    with django_assert_num_queries(len(one)):
        desk.get(at(moved))


def test_an_event_without_mail_says_so(desk, webinar):
    assert "Nothing has been sent about this event yet." in desk.get(at(webinar)).content.decode()
