"""A world for one round: an empty database, a provider that behaves, workers, and dice."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, Self

from django.db import connection

from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.mail.models import Delivery, Fate
from tests.faults import workers
from tests.faults.brokers import Redis
from tests.faults.database import Cluster
from tests.faults.processes import Process
from tests.faults.surroundings import Surroundings
from tests.faults.workers import CONNECTIONS
from tests.misbehaving import Plan, Provider

PATIENCE = 60.0  # seconds


@dataclass
class World:
    """`doubts` is how many copies may by now be in doubt: one for each connection of each worker that was killed or frozen.

    What the provider accepted and kept to itself comes on top.
    """

    surroundings: Surroundings
    dice: Random
    workers: list[Process] = field(default_factory=list)
    others: list[Process] = field(default_factory=list)
    doubts: int = 0

    def __enter__(self) -> Self:
        connection.close()
        self.surroundings.mend()
        self.cluster.renew()
        self.provider.follow(Plan(seed=self.dice.randrange(1_000_000), latency=0.05))
        self.provider.forget()
        return self

    def __exit__(self, *error: object) -> None:
        for process in (*self.workers, *self.others):
            process.kill()
        connection.close()

    @property
    def cluster(self) -> Cluster:
        return self.surroundings.cluster

    @property
    def redis(self) -> Redis:
        return self.surroundings.redis

    @property
    def provider(self) -> Provider:
        return self.surroundings.provider

    @property
    def log(self) -> Path:
        return self.surroundings.folder / "workers.log"

    def start_workers(self, many: int, **environment: str) -> None:
        """Start workers; they are at work some two seconds later."""
        self.workers += [workers.start_worker(self.log, **environment) for _ in range(many)]

    def start(self, command: Sequence[str], **environment: str) -> Process:
        """Start something else that ends with this world."""
        self.others.append(Process(command, log=self.log, environment=environment))
        return self.others[-1]

    def end_workers(self) -> None:
        """Ask all workers to end: they finish what they have in hand."""
        for worker in self.workers:
            worker.stop()

    def misbehave(self, **how: Any) -> None:
        """Let the provider follow its plan, changed in this."""
        self.provider.follow(replace(self.provider.plan, **how))

    def keep_database(self) -> None:
        """Make the backup. No worker may be at work."""
        connection.close()
        self.cluster.keep_as("backup")

    def restore_database(self) -> None:
        """Go back to the backup. No worker may be at work."""
        connection.close()
        self.cluster.renew(from_template="backup")

    def living(self) -> list[Process]:
        """Return the workers that were not killed."""
        return [worker for worker in self.workers if worker.is_alive]

    def one_worker(self) -> Process:
        """Draw one of those that live."""
        return self.dice.choice(self.living())

    def may_be_in_doubt(self, workers: int = 1) -> None:
        """Note that this many workers were killed or frozen in the middle of their work."""
        self.doubts += workers * CONNECTIONS

    def wait_for_mails(self, many: int, *, within: float = PATIENCE) -> None:
        """Wait until the provider has accepted this many."""
        self.wait(lambda: self.provider.count() >= many, within=within, what=f"{many} mails")

    def wait_for_more_mails(self, many: int) -> None:
        """Wait until it has accepted this many more than now."""
        self.wait_for_mails(self.provider.count() + many)

    def wait_for_mails_about(self, event: Event, many: int) -> None:
        """Wait until this many about this event are known to have left."""
        sent = Delivery.objects.filter(message__topic=topic_of(event), state=Fate.SENT)
        self.wait(lambda: sent.count() >= many, what=f"{many} mails about it")

    def wait(self, condition: Callable[[], bool], *, within: float = PATIENCE, what: str) -> None:
        """Wait until it is so; raises TimeoutError."""
        until = time.monotonic() + within
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError(f"waited {within:.0f} s for {what}")
            time.sleep(0.1)

    def pause(self, least: float, most: float) -> None:
        """Let a moment pass that is drawn."""
        time.sleep(self.dice.uniform(least, most))
