"""Start the provider: `python -m tests.misbehaving`. The first line it prints says, in JSON, where it listens."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from tests.misbehaving.ledger import Ledger
from tests.misbehaving.plan import Plan
from tests.misbehaving.server import Server


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.misbehaving", description=__doc__)
    asked.add_argument("--smtp-port", type=int, default=0, help="a free one, unless said")
    asked.add_argument("--http-port", type=int, default=0, help="a free one, unless said")
    asked.add_argument("--plan", type=_plan, default=Plan(), help='JSON, such as {"seed": 7, "weights": {"ok": 9, "429": 1}}')
    asked.add_argument("--record", type=Path, help="append each accepted mail to this file, one JSON object a line")
    asked.add_argument("--count-only", action="store_true", help="keep nothing but the number of accepted mails")
    asked.add_argument("--attended", action="store_true", help="end when standard input closes, so that nobody is left behind")
    options = asked.parse_args()
    if options.record and options.count_only:
        asked.error("--count-only records nothing")
    asyncio.run(_run(options))


def _plan(text: str) -> Plan:
    return Plan(**json.loads(text))


async def _run(options: argparse.Namespace) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, over.set)
    if options.attended:
        loop.add_reader(sys.stdin.fileno(), over.set)
    server = Server(options.plan, Ledger(record=options.record, count_only=options.count_only))
    smtp_port, http_port = await server.open(smtp_port=options.smtp_port, http_port=options.http_port)
    sys.stdout.write(json.dumps({"smtp_port": smtp_port, "http_port": http_port}) + "\n")
    sys.stdout.flush()
    await over.wait()


if __name__ == "__main__":
    main()
