"""What happens to a world: single misfortunes, for the rounds and for the random hour alike."""

import time

from django.db import connection

from tests.faults.world import World
from tests.misbehaving import Plan


def kill_a_worker(world: World) -> None:
    """kill -9 of one worker, whichever, and another takes its place."""
    world.one_worker().kill()
    world.may_be_in_doubt()
    world.start_workers(1)


def freeze_a_worker(world: World, seconds: float) -> None:
    """One worker stands still as a machine that swaps, or a container that is moved, and wakes where it was."""
    worker = world.one_worker()
    worker.freeze()
    world.may_be_in_doubt()
    time.sleep(seconds)
    worker.wake()


def stop_the_database(world: World, seconds: float) -> None:
    """The database stops hard, is away for so long, recovers and is back."""
    world.cluster.stop_hard()
    time.sleep(seconds)
    world.cluster.start()
    connection.close()


def cut_connections(world: World, seconds: float) -> None:
    """Every connection to the database is cut every 200 ms, for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        world.cluster.cut_connections()
        time.sleep(0.2)
    connection.close()


def refuse_writes(world: World, seconds: float) -> None:
    """The database is read-only for so long."""
    world.cluster.be_read_only()
    time.sleep(seconds)
    world.cluster.be_read_only(False)


def lose_redis(world: World, seconds: float) -> None:
    """Redis dies, and comes back with nothing."""
    world.redis.kill()
    time.sleep(seconds)
    world.redis.start()


def let_the_provider(world: World, behaviour: str, seconds: float) -> int:
    """The provider does the same to every mail for so long, then behaves again. Return how many it accepted meanwhile."""
    before, usual = world.provider.count(), world.provider.plan
    world.provider.follow(Plan(weights={behaviour: 1}, hang=2, latency=usual.latency))
    time.sleep(seconds)
    world.provider.follow(usual)
    return world.provider.count() - before
