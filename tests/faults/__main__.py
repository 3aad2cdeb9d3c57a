"""Play the fault rounds: `python -m tests.faults`."""

import argparse
import random
import signal
import sys
from functools import partial
from importlib import import_module

import django
from django.core.management import call_command
from django.db import connection

from tests.faults import course
from tests.faults.surroundings import Surroundings


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--rounds", choices=("full", "ci"), default="full", help="ci: fewer of each, scaled in time")
    asked.add_argument("--only", default="", help="those with these words in their name")
    asked.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="one that is drawn, unless said")  # noqa: S311
    options = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Surroundings() as surroundings:
        world = _build(surroundings)
        rounds = [one for one in course.ROUNDS if options.only in one.name]
        results = course.run(rounds, world=partial(world, surroundings), scale=options.rounds, seed=options.seed)
        failed = [result for result in results if result.wrong]
        surroundings.keep_logs = bool(failed)
    sys.stdout.write(f"seed {options.seed}\n")
    if failed:
        sys.stdout.write(f"{len(failed)} of {len(results)} failed; the logs are in {surroundings.folder}\n")
    return 1 if failed else 0


def _build(surroundings: Surroundings):
    """Let Django live in these surroundings, and return the class of worlds. Its modules are imported here: before, there is no Django."""
    django.setup()
    call_command("migrate", verbosity=0)
    connection.close()
    surroundings.cluster.run("ALTER DATABASE events RENAME TO fresh")
    import_module("tests.faults.rounds")
    return import_module("tests.faults.world").World


if __name__ == "__main__":
    sys.exit(main())
