"""A database that stops, stays away, refuses, hangs up, or is an old one."""

import time
from datetime import timedelta

from django.db.models import F, Q

from events_service.events.domain.topics import topic_of
from events_service.mail.domain import office, outbox
from events_service.mail.models import PostOffice
from tests.faults import cast, mishaps
from tests.faults.account import Silence, Terms, account_for
from tests.faults.course import Figures, fault_round
from tests.faults.world import World

BOTH = Terms({"changed": 100, "reminder-hour": 100})


@fault_round("the database stopped hard", full=10, in_ci=2)
def the_database_is_stopped_hard(world: World, times: int) -> Figures:
    world.start_workers(2)
    for _ in range(times):
        cast.tell_of_a_move(100)
        cast.remind(100)
        world.wait_for_more_mails(5)
        world.pause(0, 1)
        mishaps.stop_the_database(world, seconds=world.dice.uniform(0, 1))

    return account_for(world, Terms({"changed": 100 * times, "reminder-hour": 100 * times}))


@fault_round("the database away longer than a takeover takes", full=120, in_ci=8)
def the_database_is_away_for_long(world: World, seconds: int) -> Figures:
    _in_the_middle(world)
    mishaps.stop_the_database(world, seconds)

    return account_for(world, BOTH)


@fault_round("the database read-only", full=60, in_ci=4)
def the_database_is_read_only(world: World, seconds: int) -> Figures:
    _in_the_middle(world)
    mishaps.refuse_writes(world, seconds)

    return account_for(world, BOTH)


@fault_round("connections to the database cut every 200 ms", full=60, in_ci=4)
def connections_are_cut(world: World, seconds: int) -> Figures:
    _in_the_middle(world)
    mishaps.cut_connections(world, seconds)

    return account_for(world, BOTH)


@fault_round("a restored old database")
def an_old_database_is_restored(world: World, _times: int) -> Figures:
    event = cast.remind(50)
    world.start_workers(1)
    world.wait(lambda: world.provider.count() >= 1, what="the first mail")
    world.end_workers()
    world.keep_database()  # some had left by then, some not
    world.start_workers(1)
    world.wait_for_mails(50)
    world.end_workers()
    world.restore_database()
    PostOffice.objects.update(ticked_at=F("ticked_at") - timedelta(hours=25))
    before = world.provider.count()

    world.start_workers(1)
    world.wait(lambda: office.state().paused_at is not None, what="the pause")
    cast.register(cast.an_event(), "rosa@valle.example")
    world.wait_for_mails(before + 1)
    world.pause(3, 3)
    assert world.provider.count() == before + 1, "something of the past left again"
    outbox.recall(topic=topic_of(event))  # what an operator decides who knows that it had left
    had_left = Silence(Q(message__topic=topic_of(event)), since=time.time())
    office.resume()

    return account_for(world, Terms({"reminder-hour": 50, "confirmation": 1}, silences=[had_left], is_restored=True))


def _in_the_middle(world: World) -> None:
    cast.tell_of_a_move(100)
    cast.remind(100)
    world.start_workers(2)
    world.wait_for_mails(5)
