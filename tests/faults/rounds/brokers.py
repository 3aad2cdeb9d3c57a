"""Bells that are lost, doubled, or have nobody to carry them."""

import time

from celery import current_app

from tests.faults import cast, mishaps
from tests.faults.account import Terms, account_for
from tests.faults.course import Figures, fault_round
from tests.faults.workers import start_beat
from tests.faults.world import World

A_PAGE_WAITS = 5.0  # seconds at most, when the broker is away
BOTH = Terms({"changed": 100, "reminder-hour": 100})


@fault_round("Redis lost with its contents", full=5, in_ci=1)
def redis_is_lost(world: World, times: int) -> Figures:
    world.start_workers(2)
    for _ in range(times):
        cast.tell_of_a_move(100)
        cast.remind(100)
        world.wait_for_more_mails(5)
        mishaps.lose_redis(world, seconds=2)

    return account_for(world, Terms({"changed": 100 * times, "reminder-hour": 100 * times}))


@fault_round("RabbitMQ restarted", full=3, in_ci=1)
def rabbitmq_is_restarted(world: World, times: int) -> Figures:
    broker = world.surroundings.rabbitmq
    world.start_workers(2, CELERY_BROKER_URL=broker.url)  # our own bells ring at Redis, where nobody hears them: the beats' do
    for _ in range(times):
        cast.tell_of_a_move(100)
        cast.remind(100)
        world.wait_for_more_mails(5)
        broker.kill()
        broker.start()

    return account_for(world, Terms({"changed": 100 * times, "reminder-hour": 100 * times}))


@fault_round("no broker at the start", full=60, in_ci=3)
def there_is_no_broker_at_first(world: World, seconds: int) -> Figures:
    event = cast.an_event()
    world.redis.kill()
    world.start_workers(2)
    until = time.monotonic() + seconds
    registered = 0
    while time.monotonic() < until:
        begun = time.monotonic()
        cast.register(event, f"rosa{registered}@valle.example")
        assert time.monotonic() - begun < A_PAGE_WAITS, "a page waited for a broker that is away"
        registered += 1
        world.pause(0, 0.5)
    world.redis.start()

    return account_for(world, Terms({"confirmation": registered}))


@fault_round("the same bell this many times", full=10_000, in_ci=500)
def the_same_bell_rings(world: World, times: int) -> Figures:
    cast.tell_of_a_move(100)
    event = cast.remind(100)
    world.start_workers(2)
    reminder = event.reminders.get(lead="hour")
    for _ in range(times // 2):
        current_app.send_task("registrations.fire", args=[reminder.pk], ignore_result=True)
        current_app.send_task("mail.drain", ignore_result=True)

    return account_for(world, BOTH, within=600)


@fault_round("two beats, and two more", full=60, in_ci=4)
def there_are_many_beats(world: World, seconds: int) -> Figures:
    world.start_workers(2)
    world.workers += [start_beat(world.log, CELERY_TICK="0.2") for _ in range(2)]
    until, events = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        cast.tell_of_a_move(20)
        cast.remind(20)
        events += 1
        world.pause(0.5, 1)

    return account_for(world, Terms({"changed": 20 * events, "reminder-hour": 20 * events}))
