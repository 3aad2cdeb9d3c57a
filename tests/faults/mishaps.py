"""What happens to a world: single misfortunes, for the rounds and for the random hour alike."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection

from tests.faults.world import World

KEPT_TO_ITSELF = ("accept_then_hang", "accept_then_close", "broken_json")


def kill_a_worker(world: World) -> None:
    """kill -9 of one worker, whichever, and another takes its place."""
    world.one_worker().kill()
    world.may_be_in_doubt()
    world.start_workers(1)


def kill_everything(world: World) -> None:
    """kill -9 of workers, database and broker in one moment, as when the power fails; then all of it starts again."""
    living = world.living()
    for victim in (*living, world.redis, world.cluster):
        victim.kill()
    world.may_be_in_doubt(len(living))
    world.cluster.start()
    world.redis.start()
    connection.close()
    world.start_workers(len(living))


@contextmanager
def a_frozen_worker(world: World, *, seconds: float) -> Iterator[None]:
    """One worker stands still as a machine that swaps, or a container that is moved; so much later it wakes where it was."""
    worker = world.one_worker()
    worker.freeze()
    world.may_be_in_doubt()
    yield
    time.sleep(seconds)
    worker.wake()


def freeze_a_worker(world: World, seconds: float) -> None:
    """The same, and nothing happens meanwhile."""
    with a_frozen_worker(world, seconds=seconds):
        pass


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
    connection.close()


def lose_redis(world: World, seconds: float) -> None:
    """Redis dies, and comes back with nothing."""
    world.redis.kill()
    time.sleep(seconds)
    world.redis.start()


@contextmanager
def a_silent_provider(world: World, *, seconds: float) -> Iterator[None]:
    """The provider stands still: connections wait for a word from it, until so many seconds after what happens meanwhile."""
    world.provider.process.send_signal(signal.SIGSTOP)
    try:
        yield
        time.sleep(seconds)
    finally:
        world.provider.process.send_signal(signal.SIGCONT)


def let_the_provider(world: World, behaviour: str, *, seconds: float, hang: float = 2) -> None:
    """The provider does the same to every mail for so long, then behaves again."""
    before, usual = world.provider.count(), world.provider.plan
    world.provider.follow(replace(usual, weights={behaviour: 1}, hang=hang))
    time.sleep(seconds)
    world.provider.follow(usual)
    if behaviour in KEPT_TO_ITSELF:
        world.doubts += world.provider.count() - before
        world.may_be_in_doubt(len(world.living()))  # what was under way while it changed its mind
