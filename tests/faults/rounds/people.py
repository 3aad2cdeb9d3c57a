"""People who change their minds while the mails go out."""

import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from registrations.domain import signup
from registrations.models import Registration
from tests.faults import cast
from tests.faults.account import Silence, Terms, account_for
from tests.faults.course import Figures, fault_round
from tests.faults.world import World


@fault_round("people leaving while the batch goes out", full=1_000, in_ci=150)
def people_leave_in_the_middle(world: World, many: int) -> Figures:
    event = cast.remind(2 * many)
    world.start_workers(2)
    world.wait_for_mails(5)

    leaving = world.dice.sample(list(event.registrations.all()), many)
    with ThreadPoolExecutor(4) as doors:
        silences = [*doors.map(_withdraw, leaving[::2]), *doors.map(_stop_reminders, leaving[1::2])]

    withdrawn = len(leaving[::2])
    return account_for(world, Terms({"reminder-hour": 2 * many, "withdrawn": withdrawn}, all_sent=False, silences=silences), within=300)


def _withdraw(registration: Registration) -> Silence:
    signup.withdraw(registration, now=timezone.now())
    return _from_now_on(registration)


def _stop_reminders(registration: Registration) -> Silence:
    signup.leave_reminders(registration)
    return _from_now_on(registration)


def _from_now_on(registration: Registration) -> Silence:
    connection.close()
    return Silence(Q(recipient=registration.key, message__kind="reminder-hour"), since=time.time())
