"""Workers that die or fall asleep in the middle of their work."""

from tests.faults import cast, mishaps
from tests.faults.account import Terms, account_for
from tests.faults.course import Figures, fault_round
from tests.faults.world import World


@fault_round("kill -9 of a random sender", full=20, in_ci=2)
def a_sender_is_killed(world: World, times: int) -> Figures:
    world.start_workers(2)
    for _ in range(times):
        cast.tell_of_a_move(100)
        cast.remind(100)
        world.wait_for_more_mails(5)
        world.pause(0, 1.2)
        mishaps.kill_a_worker(world)

    return account_for(world, Terms({"changed": 100 * times, "reminder-hour": 100 * times}))
