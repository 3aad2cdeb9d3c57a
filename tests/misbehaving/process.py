"""The provider as a process of its own, for tests, fault rounds and benchmarks."""

import json
import subprocess
import sys
from dataclasses import asdict
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

from tests.misbehaving.ledger import Accepted
from tests.misbehaving.plan import Plan

ROOT = Path(__file__).resolve().parent.parent.parent


class Provider:
    """A misbehaving provider: `with Provider(plan) as provider`, or `start` and `stop`. Started again, it has the same ports."""

    def __init__(self, plan: Plan | None = None, *, record: Path | None = None, count_only: bool = False) -> None:
        self.plan = plan or Plan()
        self.smtp_port = self.http_port = 0
        self._options = [*(["--record", str(record)] if record else []), *(["--count-only"] if count_only else [])]

    @property
    def api_url(self) -> str:
        """What Anymail's `RESEND_API_URL` or `POSTMARK_API_URL` is set to."""
        return f"http://127.0.0.1:{self.http_port}/"

    def start(self) -> Self:
        """Start, and return when both ports answer."""
        where = ["--smtp-port", str(self.smtp_port), "--http-port", str(self.http_port), "--plan", json.dumps(asdict(self.plan))]
        command = [sys.executable, "-m", "tests.misbehaving", "--attended", *where, *self._options]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said = self.process.stdout.readline()
        if not said:
            self.stop()
            raise RuntimeError("the provider did not start; what it said is on standard error")
        ports = json.loads(said)
        self.smtp_port, self.http_port = ports["smtp_port"], ports["http_port"]
        return self

    def stop(self) -> None:
        """End it. What was accepted is gone, but for what stands in the record."""
        self.process.terminate()
        self._bury()

    def kill(self) -> None:
        """End it as a power cut would: in the middle of whatever it says."""
        self.process.kill()
        self._bury()

    def follow(self, plan: Plan) -> None:
        """Follow another plan from now on, also after a new start."""
        self._ask("POST", "/control/plan", asdict(plan))
        self.plan = plan

    def accepted(self) -> list[Accepted]:
        """Return what was accepted, in order: an entry for each mail and recipient."""
        return [Accepted(**entry) for entry in self._ask("GET", "/control/accepted")]

    def count(self) -> int:
        return self._ask("GET", "/control/count")["count"]

    def forget(self) -> None:
        """Forget what was accepted, and the idempotency keys."""
        self._ask("DELETE", "/control/accepted")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _bury(self) -> None:
        self.process.wait(timeout=10)
        self.process.stdin.close()
        self.process.stdout.close()

    def _ask(self, method: str, path: str, content: Any = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self.http_port, timeout=60)
        try:
            connection.request(method, path, body=json.dumps(content) if content is not None else None)
            response = connection.getresponse()
            said = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ValueError(said["message"])
        return said
