"""Play the fault rounds: `python -m tests.faults`."""

import argparse
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

from tests.faults import course, report
from tests.faults.course import Result, Round
from tests.faults.surroundings import Surroundings


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing is left behind
    return _play_in_parts(options) if options.parts > 1 else _play(options)


def _play_in_parts(options: argparse.Namespace) -> int:
    """Let as many processes as there are parts play at once, each in surroundings of its own: most of a round is waiting."""
    same = ["--rounds", options.rounds, "--only", options.only, "--seed", str(options.seed)]
    parts = [[sys.executable, "-m", "tests.faults", *same, "--part", f"{number}/{options.parts}"] for number in range(options.parts)]
    players = [subprocess.Popen(part) for part in parts]
    try:
        return max(player.wait() for player in players)
    finally:
        for player in players:
            player.terminate()


def _play(options: argparse.Namespace) -> int:
    with Surroundings() as surroundings:
        world = _world(surroundings)
        rounds = _rounds(options)
        results = _tell(course.run(rounds, world=world, scale=options.rounds, seed=options.seed))
        surroundings.keep_logs = any(result.wrong for result in results)
    sys.stdout.write(f"\nSeed {options.seed}.\n")
    if surroundings.keep_logs:
        sys.stdout.write(f"What the workers said is in {surroundings.folder}.\n")
    elif options.soak:
        report.write("A random hour", results, command=f"make soak SOAK_MINUTES={options.soak} SEED={options.seed}")
    elif options.rounds == "full" and not options.only:
        report.write("Fault rounds", results, command=f"make faults SEED={options.seed}")
    return 1 if surroundings.keep_logs else 0


def _options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--rounds", choices=("full", "ci"), default="full", help="ci: fewer of each, scaled in time")
    asked.add_argument("--only", default="", help="those with these words in their name")
    asked.add_argument("--soak", type=int, default=0, metavar="MINUTES", help="instead of the rounds: misfortunes at random, for so long")
    asked.add_argument("--parts", type=int, default=1, metavar="MANY", help="divide the rounds among so many processes")
    asked.add_argument("--part", default="0/1", help=argparse.SUPPRESS)
    asked.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="one that is drawn, unless said")  # noqa: S311
    return asked.parse_args()


def _world(surroundings: Surroundings) -> Callable[[random.Random], Any]:
    """Let Django live in these surroundings, and return what makes a world in them."""
    django.setup()
    call_command("migrate", verbosity=0)
    connection.close()
    surroundings.cluster.run("ALTER DATABASE events RENAME TO fresh")
    return partial(import_module("tests.faults.world").World, surroundings)


def _rounds(options: argparse.Namespace) -> list[Round]:
    """Return what is to be played. The modules are imported here: they know models, and those know where their database is."""
    if options.soak:
        return import_module("tests.faults.soak").rounds(options.soak)
    import_module("tests.faults.rounds")
    number, many = map(int, options.part.split("/"))
    return [one for one in course.ROUNDS if options.only in one.name][number::many]


def _tell(results: Iterable[Result]) -> list[Result]:
    """Say what each came to as soon as it is known."""
    sys.stdout.write(report.head())
    told = []
    for result in results:
        sys.stdout.write(report.line(result) + result.wrong)
        sys.stdout.flush()
        told.append(result)
    return told


if __name__ == "__main__":
    sys.exit(main())
