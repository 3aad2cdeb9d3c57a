"""A mail service that does not answer, or answers nonsense."""

from tests.faults import cast, mishaps
from tests.faults.account import Terms, account_for
from tests.faults.course import Figures, fault_round
from tests.faults.world import World


@fault_round("the provider hangs", full=60, in_ci=6)
def the_provider_hangs(world: World, seconds: int) -> Figures:
    cast.tell_of_a_move(100)
    cast.remind(100)
    world.start_workers(2)
    world.wait_for_mails(5)

    mishaps.let_the_provider(world, "hang", seconds)

    return account_for(world, Terms({"changed": 100, "reminder-hour": 100}))
