"""Processes that are ours to kill, and that do not outlive this one."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
# Linux ends them with us, however we end.
_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


class Process:
    """One program in a process group of its own, so that what it has started is met too; what it says goes to `log`."""

    def __init__(self, command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None, user: str | None = None) -> None:
        with log.open("a") as said:
            self._process = subprocess.Popen(
                [*_WITH_US, *command],
                env=os.environ | (environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=[] if user else None,
            )
        self.pid = self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """kill -9, of what it has started too."""
        self._end(signal.SIGKILL)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ask it to end, as it understands it, and wait."""
        if self.is_alive:
            self._process.send_signal(number)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def freeze(self) -> None:
        os.killpg(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def _end(self, number: int) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return
        self._process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as place:
        place.bind((LOOPBACK, 0))
        return int(place.getsockname()[1])


def answers_at(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def program(name: str, *folders: str) -> str:
    """Return the path of a program, looked for in these folders (patterns, the newest first) and in PATH."""
    for folder in folders:
        for place in sorted(Path("/").glob(f"{folder.lstrip('/')}/{name}"), reverse=True):
            return str(place)
    found = shutil.which(name)
    if not found:
        sys.exit(f"The fault rounds need {name}, which is not installed here.")
    return found
