"""A database that stops, stays away, refuses, hangs up."""

from tests.faults import cast, mishaps
from tests.faults.account import Terms, account_for
from tests.faults.course import Figures, fault_round
from tests.faults.world import World


@fault_round("the database stopped hard", full=10, in_ci=2)
def the_database_is_stopped_hard(world: World, times: int) -> Figures:
    world.start_workers(2)
    for _ in range(times):
        cast.tell_of_a_move(100)
        cast.remind(100)
        world.wait_for_more_mails(5)
        world.pause(0, 1)
        mishaps.stop_the_database(world, seconds=world.dice.uniform(0, 1))

    return account_for(world, Terms({"changed": 100 * times, "reminder-hour": 100 * times}))
