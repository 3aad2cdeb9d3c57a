"""People who change their minds while the mails go out, and people whose mail cannot be written."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from events_service.events.domain import publishing, scheduling
from events_service.events.domain.scheduling import StartsInThePast
from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from registrations.domain import signup
from registrations.forms import RegistrationForm
from registrations.models import Registration
from tests.faults import cast
from tests.faults.account import Silence, Terms, account_for
from tests.faults.course import Figures, fault_round
from tests.faults.world import World

SLOWLY = 0.1  # seconds for each mail
LONGEST = f"{'r' * 64}@{'.'.join(['v' * 60] * 2)}.{'v' * 59}.example"  # 254 characters (RFC 5321, erratum 1690)
TOO_LONG = f"{'r' * 64}@{'.'.join(['v' * 56] * 4)}.example"  # 300


@fault_round("so many people leaving while the batch goes out", full=1_000, in_ci=150)
def people_leave_in_the_middle(world: World, many: int) -> Figures:
    event = _in_the_middle(world, 2 * many)

    leaving = world.dice.sample(list(event.registrations.all()), many)
    with ThreadPoolExecutor(4) as doors:
        silences = [*doors.map(_withdraw, leaving[::2]), *doors.map(_stop_reminders, leaving[1::2])]

    posted = {"reminder-hour": 2 * many, "withdrawn": len(leaving[::2])}
    return account_for(world, Terms(posted, silences=silences), within=300)


@fault_round("an event moved in the middle", full=5, in_ci=1)
def an_event_is_moved_in_the_middle(world: World, times: int) -> Figures:
    silences = []
    for _ in range(times):
        event = _in_the_middle(world, 150)
        scheduling.reschedule(event, cast.times(event.starts_at + timedelta(days=1)), now=cast.three_minutes_ago())
        silences.append(_no_reminders_of(event))

    return account_for(world, Terms({"reminder-hour": 150 * times, "changed": 150 * times}, silences=silences))


@fault_round("an event moved into the past, and to where its reminder would be late")
def an_event_is_moved_into_the_past(world: World, _times: int) -> Figures:
    event = _in_the_middle(world, 60)
    try:
        scheduling.reschedule(event, cast.times(timezone.now() - timedelta(hours=1)), now=timezone.now())
    except StartsInThePast:
        event.refresh_from_db()
    else:
        raise AssertionError("an event was moved into the past")
    world.wait_for_mails(60)  # nothing has changed for anybody
    scheduling.reschedule(event, cast.times(timezone.now() + timedelta(minutes=30)), now=cast.three_minutes_ago())

    return account_for(world, Terms({"reminder-hour": 60, "changed": 60}))


@fault_round("an event moved twice within a minute")
def an_event_is_moved_twice(world: World, _times: int) -> Figures:
    event = cast.an_event(starts_in=timedelta(days=3))
    cast.an_audience(event, 100)
    world.start_workers(2)
    cast.register(cast.an_event(), "rosa@valle.example")
    world.wait_for_mails(1)  # the workers are at work
    for days, seconds_until_told in ((1, 3), (2, 6)):
        now = timezone.now() - timedelta(minutes=2) + timedelta(seconds=seconds_until_told)
        scheduling.reschedule(event, cast.times(event.starts_at + timedelta(days=days)), now=now)
    world.wait_for_mails(101)

    told = set(event.registrations.values_list("told_starts_at", flat=True))
    assert told == {event.starts_at}, f"told {told}"
    return account_for(world, Terms({"confirmation": 1, "changed": 100}))


@fault_round("an event cancelled in the middle", full=5, in_ci=1)
def events_are_cancelled(world: World, times: int) -> Figures:
    silences = [cancel_in_the_middle(world, 150) for _ in range(times)]

    return account_for(world, Terms({"reminder-hour": 150 * times, "cancelled": 150 * times}, silences=silences))


def cancel_in_the_middle(world: World, many: int) -> Silence:
    """Cancel an event while its reminder is on its way to so many people."""
    return cancel(_in_the_middle(world, many))


def cancel(event: Event) -> Silence:
    """Cancel it; from then on nobody is reminded of it."""
    publishing.cancel(event, reason="The speaker is ill.", now=cast.three_minutes_ago())
    return _no_reminders_of(event)


@fault_round("recipients whose mail cannot be written")
def some_recipients_are_poisonous(world: World, _times: int) -> Figures:
    event = cast.remind(50)
    cast.an_audience(event, 1, zone="Mars/Olympus")  # the text fails in the middle
    cast.an_audience(event, 1, email="rosa@valle.example\r\nRCPT TO:<eve@elsewhere.example>")
    cast.an_audience(event, 1, email="rosä@valle.example")  # would need SMTPUTF8
    cast.an_audience(event, 1, name="Rosa\r\nBcc: eve@elsewhere.example")  # written on one line, harmless
    cast.an_audience(event, 1, email=LONGEST)  # the longest that a row takes
    form = RegistrationForm({"name": "Rosa", "email": TOO_LONG}, event=event)
    assert set(form.errors) == {"email"}, "an address of 300 characters came in"
    world.start_workers(2)

    return account_for(world, Terms({"reminder-hour": 55}, failed=3))


def _in_the_middle(world: World, many: int) -> Event:
    """Return an event whose reminder is on its way to so many people, slowly."""
    world.misbehave(latency=SLOWLY)
    event = cast.remind(many)
    if not world.workers:
        world.start_workers(2)
    world.wait_for_mails_about(event, 5)
    return event


def _withdraw(registration: Registration) -> Silence:
    signup.withdraw(registration, now=timezone.now())
    return _from_now_on(registration)


def _stop_reminders(registration: Registration) -> Silence:
    signup.leave_reminders(registration)
    return _from_now_on(registration)


def _from_now_on(registration: Registration) -> Silence:
    connection.close()
    return Silence(Q(recipient=registration.key, message__kind="reminder-hour"), since=time.time())


def _no_reminders_of(event: Event) -> Silence:
    return Silence(Q(message__topic=topic_of(event), message__kind="reminder-hour"), since=time.time())
