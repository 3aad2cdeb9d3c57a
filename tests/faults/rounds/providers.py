"""A mail service that does not answer, says that it is down, or takes the mail and says nothing."""

from events_service.mail.models import Delivery, Fate
from tests.faults import cast, mishaps
from tests.faults.account import GRACE, Terms, account_for
from tests.faults.course import Figures, fault_round
from tests.faults.rounds.people import cancel
from tests.faults.surroundings import PACE
from tests.faults.workers import through_an_api
from tests.faults.world import World

BOTH = {"changed": 100, "reminder-hour": 100}


@fault_round("the provider hangs for so many seconds", full=60, in_ci=4)
def the_provider_hangs(world: World, seconds: int) -> Figures:
    _in_the_middle(world)
    mishaps.let_the_provider(world, "hang", seconds=seconds, hang=seconds / 2)

    return account_for(world, Terms(BOTH))


@fault_round("the provider greets nobody for a while, an event is cancelled meanwhile")
def the_provider_is_slow_to_greet(world: World, _times: int) -> Figures:
    event = cast.remind(100)
    with mishaps.a_silent_provider(world, seconds=GRACE + 3):
        world.start_workers(2)
        world.wait(Delivery.objects.filter(state=Fate.SENDING).exists, what="the first to stand at the door")
        silence = cancel(event)

    return account_for(world, Terms({"reminder-hour": 100, "cancelled": 100}, silences=[silence]))


@fault_round("the provider answers 503 for so many seconds", full=600, in_ci=8)
def the_provider_is_down(world: World, seconds: int) -> Figures:
    _in_the_middle(world, MAIL_PACE=str(max(PACE, seconds / 600)), **through_an_api(world.provider))
    mishaps.let_the_provider(world, "503", seconds=seconds)

    return account_for(world, Terms(BOTH), within=180)


@fault_round("the provider accepts, then times out, for so many seconds", full=60, in_ci=4)
def the_provider_accepts_and_times_out(world: World, seconds: int) -> Figures:
    _in_the_middle(world)
    mishaps.let_the_provider(world, "accept_then_hang", seconds=seconds, hang=seconds / 3)

    return account_for(world, Terms(BOTH), within=180)


def _in_the_middle(world: World, **environment: str) -> None:
    cast.tell_of_a_move(100)
    cast.remind(100)
    world.start_workers(2, **environment)
    world.wait_for_mails(5)
