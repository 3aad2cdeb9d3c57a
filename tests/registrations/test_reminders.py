from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events_service.events.domain.topics import topic_of
from events_service.mail.domain import fates
from events_service.mail.models import Fate
from registrations.domain import messages, reminders, signup
from registrations.models import Reminder
from tests.factories import EventFactory, RegistrationFactory
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db

DAY_BEFORE = datetime(2037, 12, 2, 18, 0, tzinfo=UTC)  # 10:00 in Los Angeles, the day before the webinar


@pytest.fixture(autouse=True)
def _reminders_do_not_expire_by_todays_clock(time_machine):
    time_machine.move_to(DAY_BEFORE)


@pytest.fixture
def rosa(webinar, now):
    return register(webinar, now=now)


def fire_due(now):
    return [reminders.fire(pk, now=now) for pk in reminders.due(now)]


def test_reminders_are_off_until_the_organizer_switches_them_on(webinar, rosa):
    assert reminders.due(DAY_BEFORE) == []


def test_a_reminder_leaves_at_its_moment_with_the_time_where_the_person_is(webinar, rosa, now):
    reminders.switch_on(webinar, "day", note="Bring a question.", now=now)
    deliver()

    before, at = fire_due(DAY_BEFORE - timedelta(seconds=1)), fire_due(DAY_BEFORE)

    [mail] = deliver()
    assert (before, at) == ([], [True])
    assert mail.subject == "Tomorrow: Who counts as “the economy”?"
    assert "Thursday, December 3, 2037, 12:00 PM Central Time" in mail.body
    assert "10:00 AM Pacific Time" in mail.body
    assert "Bring a question." in mail.body


def test_ringing_twice_reminds_once(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)
    [pk] = reminders.due(DAY_BEFORE)

    fired = [reminders.fire(pk, now=DAY_BEFORE), reminders.fire(pk, now=DAY_BEFORE)]

    assert fired == [True, False]
    assert fates.of(topic=topic_of(webinar))["reminder-day"] == {Fate.QUEUED: 1}


def test_who_left_is_not_reminded(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)
    signup.withdraw(rosa, now=now)

    fire_due(DAY_BEFORE)

    assert "reminder-day" not in fates.of(topic=topic_of(webinar))


def test_who_leaves_after_the_reminder_was_posted_and_before_it_left_is_not_reminded(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)
    fire_due(DAY_BEFORE)

    signup.withdraw(rosa, now=DAY_BEFORE)

    assert [mail.subject.split(":")[0] for mail in deliver()] == ["Your place is given back"]


def test_who_waits_is_not_reminded(institute, now):
    event = EventFactory(host=institute, capacity=1)
    register(event, "first@valle.example", now=now)
    register(event, "second@valle.example", now=now)
    reminders.switch_on(event, "day", now=now)

    fire_due(DAY_BEFORE)

    assert fates.of(topic=topic_of(event))["reminder-day"] == {Fate.QUEUED: 1}


def test_who_registers_inside_the_window_was_told_by_the_confirmation(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)
    register(webinar, "late@valle.example", now=DAY_BEFORE + timedelta(seconds=1))

    fire_due(DAY_BEFORE + timedelta(seconds=2))

    assert fates.of(topic=topic_of(webinar))["reminder-day"] == {Fate.QUEUED: 1}


def test_a_reminder_switched_on_after_its_moment_is_missed_and_not_sent(webinar, rosa):
    reminders.switch_on(webinar, "day", now=DAY_BEFORE + timedelta(minutes=1))

    planned = {row.reminder.lead: row.state for row in reminders.plan(webinar, now=DAY_BEFORE + timedelta(minutes=2))}

    assert reminders.due(DAY_BEFORE + timedelta(minutes=2)) == []
    assert planned == {"week": "missed", "day": "missed", "hour": "off", "now": "off"}


def test_a_reminder_whose_workers_slept_too_long_does_not_leave_late(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)

    assert reminders.due(DAY_BEFORE + timedelta(hours=7)) == []


def test_a_firing_cut_short_in_the_middle_is_finished_and_nobody_is_reminded_twice(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)
    fire_due(DAY_BEFORE)
    Reminder.objects.filter(lead="day").update(posted_at=None)

    again = fire_due(DAY_BEFORE + timedelta(minutes=1))

    assert again == [True]
    assert fates.of(topic=topic_of(webinar))["reminder-day"] == {Fate.QUEUED: 1}


def test_a_reminder_of_a_start_that_moved_is_taken_back_and_fires_anew_for_the_new_one(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)
    fire_due(DAY_BEFORE)
    webinar.starts_at += timedelta(days=7)
    webinar.ends_at += timedelta(days=7)
    webinar.save()

    reminders.recall_outdated()
    fired = fire_due(DAY_BEFORE + timedelta(days=7))

    assert fired == [True]
    assert fates.of(topic=topic_of(webinar))["reminder-day"] == {Fate.RECALLED: 1, Fate.QUEUED: 1}


def test_reminders_of_a_cancelled_event_are_taken_back(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)
    fire_due(DAY_BEFORE)
    webinar.cancelled_at = DAY_BEFORE
    webinar.save()

    reminders.recall_outdated()

    assert fates.of(topic=topic_of(webinar))["reminder-day"] == {Fate.RECALLED: 1}
    assert reminders.due(DAY_BEFORE) == []


def test_a_reminder_switched_off_takes_back_what_has_not_left(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)
    fire_due(DAY_BEFORE)

    reminders.switch_off(webinar, "day", now=now)

    assert fates.of(topic=topic_of(webinar))["reminder-day"] == {Fate.RECALLED: 1}


def test_a_reminder_switched_off_in_the_middle_and_on_again_says_that_it_was_missed_and_not_that_it_was_sent(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)
    fire_due(DAY_BEFORE)
    later = DAY_BEFORE + timedelta(minutes=1)

    reminders.switch_off(webinar, "day", now=later)
    reminders.switch_on(webinar, "day", now=later)

    [day] = [row for row in reminders.plan(webinar, now=later) if row.reminder.lead == "day"]
    assert day.state == "missed"
    assert reminders.due(later) == []


def test_a_day_before_keeps_the_wall_time_across_a_clock_change(institute):
    event = EventFactory(
        host=institute, starts_at=datetime(2037, 11, 1, 18, 0, tzinfo=UTC), ends_at=datetime(2037, 11, 1, 19, 0, tzinfo=UTC)
    )

    [day] = [row for row in reminders.plan(event, now=datetime(2037, 10, 1, tzinfo=UTC)) if row.reminder.lead == "day"]

    assert day.moment == datetime(2037, 10, 31, 17, 0, tzinfo=UTC)  # 10:00 in Los Angeles, 25 hours before


def test_there_is_no_reminder_with_another_lead_time(webinar, now):
    with pytest.raises(reminders.NoSuchReminder):
        reminders.switch_on(webinar, "fortnight", now=now)


@pytest.mark.parametrize("change", [{"on_since": None}, {"fired_for": None}])
def test_a_posting_stops_where_the_reminder_is_switched_off_or_taken_back_in_the_middle(webinar, rosa, now, change):
    reminders.switch_on(webinar, "day", now=now)
    reminder = Reminder.objects.get(lead="day")
    claimed = {"fired_for": webinar.starts_at, "fired_at": DAY_BEFORE}
    Reminder.objects.filter(pk=reminder.pk).update(**claimed | change)

    messages.remind(reminder, moment=DAY_BEFORE, now=DAY_BEFORE)

    assert "reminder-day" not in fates.of(topic=topic_of(webinar))


def test_posting_to_many_asks_no_more_than_posting_to_one(institute, now, django_assert_num_queries):
    one, many = EventFactory(host=institute), EventFactory(host=institute)
    for event, count in ((one, 1), (many, 3)):
        reminders.switch_on(event, "day", now=now)
        for number in range(count):
            register(event, f"person{number}@valle.example", now=now)
    [first, second] = reminders.due(DAY_BEFORE)

    with CaptureQueriesContext(connection) as asked:
        reminders.fire(first, now=DAY_BEFORE)

    with django_assert_num_queries(len(asked)):
        reminders.fire(second, now=DAY_BEFORE)


def test_who_registers_in_the_last_hour_is_told_when_it_starts_and_needs_no_reminder(webinar):
    now = webinar.starts_at - timedelta(minutes=25)
    reminders.switch_on(webinar, "hour", now=now - timedelta(hours=2))
    register(webinar, now=now)

    for reminder_id in reminders.due(now):
        reminders.fire(reminder_id, now=now)

    [mail] = deliver()
    assert "Hello Rosa Valle,\n\nIt starts in 25 minutes. You have a place." in mail.body


def test_who_registers_in_spanish_in_the_last_seconds_is_told_in_spanish(webinar):
    now = webinar.starts_at - timedelta(seconds=10)
    register(webinar, now=now, language="es")

    [mail] = deliver()

    assert "Empieza en 1 minuto. Tienes un lugar." in mail.body


def test_days_before_the_confirmation_says_nothing_of_minutes(webinar, now):
    register(webinar, now=now)

    [mail] = deliver()

    assert "Hello Rosa Valle,\n\nYou have a place." in mail.body


def test_the_plan_says_when_the_last_one_has_it(webinar, now, settings):
    settings.MAIL_RATE = 1.0
    RegistrationFactory.create_batch(120, event=webinar)

    plan = {planned.reminder.lead: planned for planned in reminders.plan(webinar, now=now)}

    assert plan["hour"].last_at == plan["hour"].moment + timedelta(minutes=2)


def test_without_a_rate_the_plan_promises_nothing(webinar, now):
    RegistrationFactory(event=webinar)

    assert {planned.last_at for planned in reminders.plan(webinar, now=now)} == {None}


def test_a_reminder_that_cannot_reach_everyone_in_time_is_refused_with_a_sentence(webinar, now, settings):
    settings.MAIL_RATE = 0.1
    RegistrationFactory.create_batch(400, event=webinar)

    with pytest.raises(reminders.TakesTooLong):
        reminders.switch_on(webinar, "hour", now=now)

    reminders.switch_on(webinar, "week", now=now)


def test_a_quota_a_day_counts_too(webinar, now, settings):
    settings.MAIL_DAILY_QUOTA = 100
    RegistrationFactory.create_batch(200, event=webinar)

    with pytest.raises(reminders.TakesTooLong):
        reminders.switch_on(webinar, "day", now=now)


@pytest.mark.postgres
def test_posting_locks_its_reminder_and_never_the_event_so_that_a_cancellation_does_not_meet_it_in_a_circle(webinar, rosa, now):
    reminders.switch_on(webinar, "day", now=now)

    with CaptureQueriesContext(connection) as asked:
        fire_due(DAY_BEFORE)

    locking = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"] and "JOIN" in query["sql"]]
    assert locking
    assert all('FOR UPDATE OF "registrations_reminder"' in sql for sql in locking)
