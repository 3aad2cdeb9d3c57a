"""Workers that die or fall asleep in the middle of their work."""

import sys

from registrations.models import Registration, Reminder
from tests.faults import cast, mishaps
from tests.faults.account import Terms, account_for
from tests.faults.brokers import SilentBroker
from tests.faults.course import Figures, fault_round
from tests.faults.processes import Process
from tests.faults.rounds.people import cancel
from tests.faults.surroundings import PACE
from tests.faults.world import World


@fault_round("kill -9 of a random sender", full=20, in_ci=2)
def a_sender_is_killed(world: World, times: int) -> Figures:
    world.start_workers(2)
    for _ in range(times):
        cast.tell_of_a_move(100)
        cast.remind(100)
        world.wait_for_more_mails(5)
        world.pause(0, 1.2)
        mishaps.kill_a_worker(world)

    return account_for(world, Terms({"changed": 100 * times, "reminder-hour": 100 * times}))


@fault_round("kill -9 of everything at once", full=5, in_ci=1)
def everything_is_killed(world: World, times: int) -> Figures:
    world.start_workers(2)
    for _ in range(times):
        cast.tell_of_a_move(100)
        cast.remind(100)
        world.wait_for_more_mails(5)
        world.pause(0, 1.2)
        mishaps.kill_everything(world)

    return account_for(world, Terms({"changed": 100 * times, "reminder-hour": 100 * times}))


@fault_round("kill -9 between commit and bell", full=5, in_ci=1)
def a_visitor_dies_between_commit_and_bell(world: World, times: int) -> Figures:
    event = cast.an_event()
    world.start_workers(1)
    for count in range(times):
        with SilentBroker() as broker:
            visitor = _visitor(world, event.pk, f"rosa{count}@valle.example", broker.url)
            world.wait(lambda count=count: Registration.objects.count() > count, what="the commit")
            assert visitor.is_alive, "the bell rang before the visitor was killed"
            visitor.kill()

    return account_for(world, Terms({"confirmation": times}))


@fault_round("kill -9 while posting this many", full=100_000, in_ci=5_000)
def a_worker_is_killed_while_posting(world: World, many: int) -> Figures:
    world.misbehave(latency=0)
    cast.remind(many)
    world.start_workers(1)
    in_the_middle = Reminder.objects.filter(fired_at__isnull=False, posted_at=None)
    world.wait(in_the_middle.exists, what="the posting to begin")
    world.pause(0, many / 20_000)
    mishaps.kill_a_worker(world)

    return account_for(world, Terms({"reminder-hour": many}), within=1_200)


@fault_round("a sender frozen past takeover, an event cancelled meanwhile, then woken", full=5, in_ci=1)
def a_sender_is_frozen(world: World, times: int) -> Figures:
    world.start_workers(2)
    silences = []
    for _ in range(times):
        cast.tell_of_a_move(100)
        event = cast.remind(100)
        world.wait_for_mails_about(event, 5)
        world.pause(0, 0.5)
        with mishaps.a_frozen_worker(world, seconds=40 * PACE):
            silences.append(cancel(event))

    posted = {"changed": 100 * times, "reminder-hour": 100 * times, "cancelled": 100 * times}
    return account_for(world, Terms(posted, silences=silences))


def _visitor(world: World, event_id: int, address: str, broker_url: str) -> Process:
    command = [sys.executable, "-m", "tests.faults.visitor", str(event_id), address]
    return world.start(command, CELERY_BROKER_URL=broker_url)
