"""Everything around the mail engine, private to one run: PostgreSQL, brokers, the provider, a folder."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Self

from tests.faults.brokers import RabbitMQ, Redis
from tests.faults.database import Cluster
from tests.faults.workers import CONNECTIONS
from tests.misbehaving import Plan, Provider

PACE = 0.2  # the sender's waits, scaled: a silent crew is taken for dead after five to seven seconds


class Surroundings:
    """`with Surroundings() as surroundings`; at the end nothing is left of it, but for the logs where something failed."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fault-rounds-"))
        self.folder.chmod(0o755)  # PostgreSQL runs as another user
        self.cluster = Cluster(self.folder / "postgres")
        self.redis = Redis(self.folder)
        self.provider = Provider(Plan())
        self.keep_logs = False
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        self._ends.callback(self._tidy_up)
        try:
            self._open()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._ends.close()

    @cached_property
    def rabbitmq(self) -> RabbitMQ:
        """The other broker, started when it is first asked for."""
        broker = RabbitMQ(self.folder)
        broker.create()
        self._ends.callback(broker.remove)
        broker.start()
        return broker

    def mend(self) -> None:
        """Make good whatever the last round may have left broken."""
        self.cluster.start()
        self.cluster.be_read_only(False)
        self.redis.kill()
        self.redis.start()

    @property
    def environment(self) -> dict[str, str]:
        """What the product reads from its environment, in the rounds' own process and in the workers."""
        return {
            "DJANGO_SETTINGS_MODULE": "events_service.settings",
            "DATABASE_URL": self.cluster.url,
            "CACHE_URL": "locmemcache://",
            "CELERY_BROKER_URL": self.redis.url,
            "CELERY_TICK": "1",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.provider.smtp_port}",
            "MAIL_CONNECTIONS": str(CONNECTIONS),
            "MAIL_PACE": str(PACE),
            "VAR_DIR": str(self.folder),
            "SECRET_KEY": "a key for fault rounds alone",
            "SITE_URL": "https://events.example",
            "LOCAL": "0",
            "LOG_LEVEL": "ERROR",  # that a bell could not be rung is what many rounds are about
        }

    def _open(self) -> None:
        self.cluster.create()
        self._ends.callback(self.cluster.kill)
        self.cluster.start()
        self.redis.start()
        self._ends.callback(self.redis.kill)
        self.provider.start()
        self._ends.callback(self.provider.stop)
        self.cluster.run("CREATE DATABASE events")
        os.environ |= self.environment

    def _tidy_up(self) -> None:
        if not self.keep_logs:
            shutil.rmtree(self.folder, ignore_errors=True)
