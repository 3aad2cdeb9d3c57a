"""Random misfortunes, one after the other, while mails go out all the time."""

import time
from collections import Counter
from functools import partial

from tests.faults import cast, mishaps
from tests.faults.account import Terms, account_for
from tests.faults.course import Figures, Round
from tests.faults.rounds import people
from tests.faults.surroundings import PACE
from tests.faults.world import World

STRETCH = 300  # seconds until an account is made and the next world begins
BEHAVIOURS = ("hang", "close", "429", "4xx", "accept_then_hang", "broken_json")


def rounds(minutes: int) -> list[Round]:
    """Return the stretches of a soak of so many minutes."""
    many = max(1, minutes * 60 // STRETCH)
    return [Round(f"stretch {number} of {many}, seconds", STRETCH, STRETCH, a_stretch) for number in range(1, many + 1)]


def a_stretch(world: World, seconds: int) -> Figures:
    """Post and go wrong, at random, for so long."""
    until, posted, silences = time.monotonic() + seconds, Counter(), []
    world.start_workers(2)
    while time.monotonic() < until:
        posted += _post(world)
        world.wait_for_more_mails(1)
        world.pause(0, 2)
        if world.dice.random() < 0.2:
            silences.append(people.cancel_in_the_middle(world, 50))
            posted += Counter({"reminder-hour": 50, "cancelled": 50})
        _go_wrong(world)

    return account_for(world, Terms(posted, silences=silences), within=600)


def _post(world: World) -> Counter:
    many = world.dice.randint(20, 100)
    event = cast.an_event()
    for number in range(5):
        cast.register(event, f"rosa{number}@valle.example")
    cast.tell_of_a_move(many)
    cast.remind(many)
    return Counter({"confirmation": 5, "changed": many, "reminder-hour": many})


def _go_wrong(world: World) -> None:
    some = partial(world.dice.uniform, 1)
    misfortunes = (
        lambda: mishaps.kill_a_worker(world),
        lambda: mishaps.kill_everything(world),
        lambda: mishaps.freeze_a_worker(world, some(75 * PACE)),
        lambda: mishaps.stop_the_database(world, some(75 * PACE)),
        lambda: mishaps.cut_connections(world, some(8)),
        lambda: mishaps.refuse_writes(world, some(15)),
        lambda: mishaps.lose_redis(world, some(10)),
        lambda: mishaps.let_the_provider(world, world.dice.choice(BEHAVIOURS), seconds=some(15)),
    )
    world.dice.choice(misfortunes)()
