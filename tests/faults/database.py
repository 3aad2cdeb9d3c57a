"""A PostgreSQL of our own, to be mistreated."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from tests.faults.processes import LOOPBACK, Process, free_port, program

_BINARIES = "/usr/lib/postgresql/*/bin"
_SETTINGS = """
listen_addresses = '127.0.0.1'
max_connections = 200
log_min_messages = fatal
timezone = 'UTC'
"""


class Cluster:
    """A cluster in a folder, with one database that workers and rounds share: `events`, made anew for each round."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL does not run as root
        self._process: Process | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@{LOOPBACK}:{self.port}/events"

    def create(self) -> None:
        """Make the cluster's files."""
        self.folder.mkdir()
        if self._user:
            shutil.chown(self.folder, self._user, self._user)
        initdb = [program("initdb", _BINARIES), "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            initdb,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=True,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
        )
        with (self.folder / "data/postgresql.conf").open("a") as settings:
            settings.write(f"{_SETTINGS}port = {self.port}\nunix_socket_directories = '{self.folder}'\n")

    def start(self) -> None:
        """Start, and return when it answers; after a hard stop, when it has recovered."""
        while not self._answers():
            if not (self._process and self._process.is_alive):  # after kill -9 the first start may still meet the old one's children
                command = [program("postgres", _BINARIES), "-D", str(self.folder / "data")]
                self._process = Process(command, log=self.folder.parent / "postgres.log", user=self._user)
            time.sleep(0.05)

    def stop_hard(self) -> None:
        """Stop as `pg_ctl stop -m immediate` does: no checkpoint, everyone is cut off, recovery at the next start."""
        if self._process:
            self._process.stop(signal.SIGQUIT)

    def kill(self) -> None:
        if self._process:
            self._process.kill()

    def renew(self, *, from_template: str = "fresh") -> None:
        """Make the database anew from another one, whoever is in it."""
        self.run("DROP DATABASE IF EXISTS events WITH (FORCE)")
        self.run(f"CREATE DATABASE events TEMPLATE {from_template}")

    def keep_as(self, name: str) -> None:
        """Keep a copy of the database, as a backup does. Nobody may be in it."""
        self.run(f"DROP DATABASE IF EXISTS {name}")
        self.run(f"CREATE DATABASE {name} TEMPLATE events")

    def cut_connections(self) -> None:
        """Cut off whoever is in the database."""
        self.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'events'")

    def be_read_only(self, yes: bool = True) -> None:
        """Refuse every write, as a standby does after the first one has failed; or take them again."""
        self.run(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if yes else 'off'}")
        self.run("SELECT pg_reload_conf()")
        while self._is_read_only() != yes:
            time.sleep(0.02)

    def run(self, statement: str) -> None:
        with self._connection() as connection:
            connection.execute(statement)

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self._connection():
            return True
        return False

    def _is_read_only(self) -> bool:
        with self._connection(options="") as connection:
            return connection.execute("SHOW default_transaction_read_only").fetchone() == ("on",)

    def _connection(self, *, options: str = "-c default_transaction_read_only=off") -> psycopg.Connection:
        where = {"host": LOOPBACK, "port": self.port, "user": "postgres", "dbname": "postgres"}
        return psycopg.connect(**where, autocommit=True, connect_timeout=5, options=options)
