"""A world for one round: an empty database, a provider that behaves, workers, and dice."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Self

from django.db import connection

from tests.faults import workers
from tests.faults.processes import Process
from tests.faults.surroundings import Surroundings
from tests.faults.workers import CONNECTIONS
from tests.misbehaving import Plan

PATIENCE = 60.0  # seconds


@dataclass
class World:
    """`doubts` is how many copies may by now be in doubt: one for each connection of each worker that was killed or frozen."""

    surroundings: Surroundings
    dice: Random
    workers: list[Process] = field(default_factory=list)
    doubts: int = 0

    def __enter__(self) -> Self:
        connection.close()
        self.cluster.renew()
        self.provider.follow(Plan(seed=self.dice.randrange(1_000_000), latency=0.05))
        self.provider.forget()
        return self

    def __exit__(self, *error: object) -> None:
        for process in self.workers:
            process.kill()
        connection.close()

    @property
    def cluster(self):
        return self.surroundings.cluster

    @property
    def redis(self):
        return self.surroundings.redis

    @property
    def provider(self):
        return self.surroundings.provider

    @property
    def log(self):
        return self.surroundings.folder / "workers.log"

    def start_workers(self, many: int = 2, **environment: str) -> None:
        """Start workers; they are at work some two seconds later."""
        self.workers += [workers.start_worker(self.log, **environment) for _ in range(many)]

    def one_worker(self) -> Process:
        """Draw one of those that live."""
        return self.dice.choice([worker for worker in self.workers if worker.is_alive])

    def may_be_in_doubt(self, workers: int = 1) -> None:
        """Note that this many workers were killed or frozen in the middle of their work."""
        self.doubts += workers * CONNECTIONS

    def wait_for_mails(self, many: int, *, within: float = PATIENCE) -> None:
        """Wait until the provider has accepted this many."""
        self.wait(lambda: self.provider.count() >= many, within=within, what=f"{many} mails")

    def wait_for_more_mails(self, many: int) -> None:
        """Wait until it has accepted this many more than now."""
        self.wait_for_mails(self.provider.count() + many)

    def wait(self, condition: Callable[[], bool], *, within: float = PATIENCE, what: str) -> None:
        """Wait until it is so; raises TimeoutError."""
        until = time.monotonic() + within
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError(f"waited {within:.0f} s for {what}")
            time.sleep(0.05)

    def pause(self, least: float, most: float) -> None:
        """Let a moment pass that is drawn."""
        time.sleep(self.dice.uniform(least, most))
