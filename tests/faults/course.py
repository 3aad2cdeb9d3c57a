"""The rounds, by name, and running them one after the other."""

import random
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figures:
    """What became of a round's copies."""

    posted: int
    received: int
    repeated: int
    unknown: int
    failed: int
    not_sent: int  # taken back or skipped, with the reason


@dataclass(frozen=True)
class Round:
    """One fault: what is done, how often or how much of it in full and in CI."""

    name: str
    full: int
    in_ci: int
    play: Callable[[Any, int], Figures]


@dataclass(frozen=True)
class Result:
    """What a round came to; `wrong` says what did not hold."""

    name: str
    times: int
    seconds: float
    figures: Figures | None = None
    wrong: str = ""


ROUNDS: list[Round] = []


def fault_round(name: str, *, full: int = 1, in_ci: int = 1) -> Callable[[Callable[[Any, int], Figures]], Callable[[Any, int], Figures]]:
    """Enter a function of a world and a number into the list."""

    def _enter(play: Callable[[Any, int], Figures]) -> Callable[[Any, int], Figures]:
        ROUNDS.append(Round(name, full, in_ci, play))
        return play

    return _enter


def run(rounds: Iterable[Round], *, world: Callable[[random.Random], Any], scale: str, seed: int) -> list[Result]:
    """Play each in a world of its own, tell its result at once, and go on where one fails."""
    results = []
    for one in rounds:
        results.append(_play(one, world, times=one.in_ci if scale == "ci" else one.full, dice=random.Random(f"{seed} {one.name}")))  # noqa: S311  repeatable
        _tell(results[-1])
    return results


def _play(one: Round, world: Callable[[random.Random], Any], *, times: int, dice: random.Random) -> Result:
    begun = time.monotonic()
    try:
        with world(dice) as made:
            figures = one.play(made, times)
    except Exception:
        return Result(one.name, times, time.monotonic() - begun, wrong=traceback.format_exc())
    return Result(one.name, times, time.monotonic() - begun, figures)


def _tell(result: Result) -> None:
    sys.stdout.write(
        f"{'FAILED' if result.wrong else 'held'} {result.name} ({result.seconds:.0f} s) {result.figures or ''}\n{result.wrong}"
    )
    sys.stdout.flush()
