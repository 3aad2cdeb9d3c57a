"""Processes that are ours to kill, and that do not outlive this one."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOOPBACK = "127.0.0.1"
# Its standard input closes when we end, however we end; then its whole group does.
_WITH_US = ("sh", "-c", 'exec 3<&0; (cat <&3 >/dev/null; kill -9 0) & exec "$@" 3<&- </dev/null', "sh")


class Process:
    """One program in a process group of its own, so that what it has started is met too; what it says goes to `log`."""

    def __init__(self, command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None, user: str | None = None) -> None:
        with log.open("a") as said:
            self._process = subprocess.Popen(
                [*_WITH_US, *command],
                cwd=ROOT,
                env=os.environ | (environment or {}),
                stdin=subprocess.PIPE,
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
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.communicate()

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ask it to end, as it understands it, and wait."""
        self._process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=30)
        self.kill()

    def freeze(self) -> None:
        os.killpg(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)


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
