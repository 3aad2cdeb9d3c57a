from datetime import date, time, timedelta

import pytest

from events_service.events.domain import publishing, scheduling
from events_service.events.domain.scheduling import Times
from events_service.events.domain.topics import topic_of
from events_service.mail.domain import fates
from events_service.mail.models import Fate
from registrations.domain import audience, changes, reminders, signup
from registrations.models import Registration
from tests.factories import EventFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db

A_WEEK_LATER = Times("America/Los_Angeles", date(2037, 12, 10), time(10), date(2037, 12, 10), time(11, 30))
TWO_WEEKS_LATER = Times("America/Los_Angeles", date(2037, 12, 17), time(10), date(2037, 12, 17), time(11, 30))


def tell_due(now):
    for event_id in changes.to_tell(now):
        changes.tell(event_id, now=now)


def test_everyone_who_holds_the_old_time_is_told_old_and_new(webinar, now):
    register(webinar, now=now)
    deliver()
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)

    tell_due(now + timedelta(minutes=2))

    [mail] = deliver()
    assert mail.subject == "Changed: Who counts as “the economy”?"
    assert "Thursday, December 10, 2037, 12:00 PM Central Time" in mail.body
    assert "What we told you last: Thursday, December 3, 2037, 12:00 PM Central Time" in mail.body
    assert "SEQUENCE:1\r\n" in mail.alternatives[-1].content
    assert "DTSTART:20371210T180000Z" in mail.alternatives[-1].content


def test_two_quick_edits_are_one_mail(webinar, now):
    register(webinar, now=now)
    deliver()
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)
    scheduling.reschedule(webinar, TWO_WEEKS_LATER, now=now + timedelta(minutes=1))

    tell_due(now + timedelta(minutes=2))
    nothing = deliver()
    tell_due(now + timedelta(minutes=3))

    [mail] = deliver()
    assert nothing == []
    assert "December 17" in mail.body


def test_telling_twice_writes_once(webinar, now):
    register(webinar, now=now)
    deliver()
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)
    later = now + timedelta(minutes=2)

    changes.tell(webinar.pk, now=later)
    changes.tell(webinar.pk, now=later)

    assert len(deliver()) == 1
    assert changes.to_tell(later) == []


def test_a_reminder_that_waits_is_taken_back_at_once_when_the_event_moves(webinar, now):
    register(webinar, now=now)
    reminders.switch_on(webinar, "week", now=now)
    in_a_week = webinar.starts_at - timedelta(days=7)
    for reminder in reminders.due(in_a_week):
        reminders.fire(reminder, now=in_a_week)

    scheduling.reschedule(webinar, A_WEEK_LATER, now=in_a_week)

    assert fates.of(topic=topic_of(webinar))["reminder-week"] == {Fate.RECALLED: 1}


def test_who_withdrew_is_not_told(webinar, now):
    signup.withdraw(register(webinar, now=now), now=now)
    deliver()
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)

    tell_due(now + timedelta(minutes=2))

    assert deliver() == []


def test_who_waits_is_told_without_a_calendar_entry(institute, now):
    event = EventFactory(host=institute, capacity=1)
    register(event, "first@valle.example", now=now)
    register(event, "second@valle.example", now=now)
    deliver()
    scheduling.reschedule(event, A_WEEK_LATER, now=now)

    tell_due(now + timedelta(minutes=2))

    first, second = sorted(deliver(), key=lambda mail: mail.to)
    assert [kind for _, kind in first.alternatives] == ["text/html", "text/calendar; method=REQUEST"]
    assert [kind for _, kind in second.alternatives] == ["text/html"]
    assert "You keep your turn on the waiting list" in second.body


def test_a_cancelled_event_is_taken_out_of_every_calendar(webinar, now):
    register(webinar, now=now)
    deliver()
    publishing.cancel(webinar, reason="Our speaker is ill.", now=now)

    tell_due(now + timedelta(minutes=2))

    [mail] = deliver()
    ics = mail.alternatives[-1].content
    assert mail.subject == "Cancelled: Who counts as “the economy”?"
    assert "Our speaker is ill." in mail.body
    assert "METHOD:CANCEL" in ics
    assert "STATUS:CANCELLED" in ics
    assert "SEQUENCE:1\r\n" in ics


def test_an_event_cancelled_and_taken_back_within_two_minutes_tells_that_it_holds(webinar, now):
    register(webinar, now=now)
    deliver()
    publishing.cancel(webinar, reason="", now=now)
    publishing.reinstate(webinar, now=now + timedelta(minutes=1))

    tell_due(now + timedelta(minutes=4))

    assert [mail.subject.split(":")[0] for mail in deliver()] == ["Changed"]


def test_what_has_taken_place_cannot_be_called_off(webinar):
    with pytest.raises(publishing.IsOver, match="is over"):
        publishing.cancel(webinar, reason="", now=webinar.ends_at)


def test_the_desk_knows_who_will_be_told(institute, now):
    event = EventFactory(host=institute, capacity=2)
    for number in range(3):
        register(event, f"person{number}@valle.example", now=now)

    told = audience.told_about(event)

    assert (told.registered, told.waiting, told.unreachable, told.total) == (2, 1, 0, 3)


def test_what_was_told_is_remembered(webinar, now):
    registration = register(webinar, now=now)
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)

    tell_due(now + timedelta(minutes=2))

    registration.refresh_from_db()
    webinar.refresh_from_db()
    assert (registration.told_sequence, registration.told_starts_at) == (1, webinar.starts_at)
    assert Registration.objects.get().calendar_objects.order_by("sequence").last().sequence == 1
