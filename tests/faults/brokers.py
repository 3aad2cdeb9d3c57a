"""Brokers of our own, and one that never says a word."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.faults.processes import LOOPBACK, Process, answers_at, free_port, program


class Redis:
    """A Redis that keeps nothing: when it dies, its contents are gone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        command = [program("redis-server"), "--port", str(self.port), "--bind", LOOPBACK, "--save", "", "--dir", str(self.folder)]
        self._process = Process(command, log=self.folder / "redis.log")
        _wait(lambda: answers_at(self.port))

    def kill(self) -> None:
        self._process.kill()


class RabbitMQ:
    """A RabbitMQ node with its own names, ports and files, and its own port mapper."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "rabbitmq"
        self.port, self._mapper_port = free_port(), free_port()

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@{LOOPBACK}:{self.port}//"

    def create(self) -> None:
        self.folder.mkdir()
        command = [program("epmd"), "-port", str(self._mapper_port), "-address", LOOPBACK]
        self._mapper = Process(command, log=self.folder / "epmd.log")

    def start(self) -> None:
        """Start, which takes some seconds, and return when it answers."""
        surroundings = {
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(self._mapper_port),
            "RABBITMQ_NODENAME": f"faults{os.getpid()}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "rows"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
        }
        command = [program("rabbitmq-server", "/usr/lib/rabbitmq/bin")]  # not the one in PATH: that changes the user
        self._process = Process(command, log=self.folder / "node.log", environment=surroundings)
        _wait(lambda: answers_at(self.port))

    def kill(self) -> None:
        self._process.kill()

    def remove(self) -> None:
        self._process.kill()
        self._mapper.kill()


class SilentBroker:
    """Takes every connection and never says a word, so that whoever rings there stands in the middle of ringing."""

    def __enter__(self) -> Self:
        self._place = socket.create_server((LOOPBACK, 0), backlog=100)
        self.url = f"redis://{LOOPBACK}:{self._place.getsockname()[1]}/0"
        return self

    def __exit__(self, *_error: object) -> None:
        self._place.close()


def _wait(condition: Callable[[], bool], *, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("a broker did not start; see its log")
        time.sleep(0.05)
