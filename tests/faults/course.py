"""The rounds, by name, and running them one after the other."""

import random
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
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


def run(rounds: Iterable[Round], *, world: Callable[[random.Random], Any], scale: str, seed: int) -> Iterator[Result]:
    """Play each in a world of its own, and go on where one fails."""
    for one in rounds:
        dice = random.Random(f"{seed} {one.name}")  # noqa: S311  repeatable, that is the point
        yield _play(one, world(dice), times=one.in_ci if scale == "ci" else one.full)


def _play(one: Round, world: Any, *, times: int) -> Result:
    begun = time.monotonic()
    try:
        with world:
            figures = one.play(world, times)
    except Exception:
        return Result(one.name, times, time.monotonic() - begun, wrong=traceback.format_exc())
    return Result(one.name, times, time.monotonic() - begun, figures)
