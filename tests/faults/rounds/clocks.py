"""Time that went by without anybody working, clocks that are wrong, nights in which clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.utils import timezone

from events_service.events.models import Event
from events_service.mail.domain import office
from events_service.mail.models import PostOffice
from registrations.domain import reminders
from tests.faults import cast
from tests.faults.account import Silence, Terms, account_for
from tests.faults.course import Figures, fault_round
from tests.faults.workers import with_skewed_clock
from tests.faults.world import World

ZONES = ("America/Los_Angeles", "America/Santiago", "Europe/Madrid", "Africa/Cairo", "Australia/Lord_Howe")
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
LEADS = ("week", "day", "hour", "now")


@fault_round("workers away for three hours over three reminders")
def workers_are_away_for_three_hours(world: World, _times: int) -> Figures:
    office.tick()
    PostOffice.objects.update(ticked_at=F("ticked_at") - 3 * HOUR)
    for lead, moment_was in (("hour", 2.5 * HOUR), ("hour", HOUR / 2), ("day", 2 * HOUR)):
        before = HOUR if lead == "hour" else 24 * HOUR
        event = cast.an_event(starts_in=before - moment_was)
        cast.an_audience(event, 50)
        reminders.switch_on(event, lead, now=timezone.now() - 4 * HOUR)
    _post_three_hours_ago("now", 50)

    world.start_workers(2)
    world.wait_for_mails(100)

    over = Silence(Q(message__kind="reminder-now"), since=0)
    return account_for(world, Terms({"reminder-hour": 50, "reminder-day": 50, "reminder-now": 50}, silences=[over]))


@fault_round("workers whose clocks are two hours slow, two hours fast, both")
def clocks_are_wrong(world: World, _times: int) -> Figures:
    later = cast.an_event(starts_in=2.5 * HOUR)
    cast.an_audience(later, 70)  # not yet: by the clock that is right
    reminders.switch_on(later, "hour", now=timezone.now() - HOUR)
    for count, hours_off in enumerate(((-2,), (2,), (-2, 2)), 1):
        for hours in hours_off:
            world.start_workers(1, **with_skewed_clock(hours * HOUR))
        cast.remind(50)
        world.wait_for_mails(50 * count)
        world.end_workers()

    return account_for(world, Terms({"reminder-hour": 150}))


@fault_round("both nights of changing clocks in five zones, to so many people", full=20, in_ci=2)
def clocks_change(world: World, many: int) -> Figures:
    events = [event for zone in ZONES for change in _changes(zone) for event in _around(change, zone)]
    for event in events:
        cast.an_audience(event, many)
        for lead in LEADS:
            reminders.switch_on(event, lead, now=timezone.now())
    world.start_workers(2)
    for event in events:
        for lead, moment in _moments(event):
            _sweep_until_it_fires(event, lead, moment)

    return account_for(world, Terms({f"reminder-{lead}": many * len(events) for lead in LEADS}))


def _changes(zone: str) -> list[datetime]:
    """Return the two moments of next year at which clocks there are put on or back."""
    begin = datetime(timezone.now().year + 1, 1, 1, tzinfo=UTC)
    quarters = [begin + QUARTER * count for count in range(365 * 96)]
    offsets = [quarter.astimezone(ZoneInfo(zone)).utcoffset() for quarter in quarters]
    changes = [after for before, after, was, becomes in zip(quarters, quarters[1:], offsets, offsets[1:], strict=False) if was != becomes]
    assert len(changes) == 2, f"the clocks of {zone} change {len(changes)} times"
    return changes


def _around(change: datetime, zone: str) -> list[Event]:
    """Return an event in the first hour after the change, and one that evening at six."""
    evening = change.astimezone(ZoneInfo(zone)).replace(hour=18, minute=0, fold=0)
    return [cast.an_event_at(start, zone) for start in (change + HOUR / 2, evening)]


def _moments(event: Event) -> list[tuple[str, datetime]]:
    """Return when each reminder is due: by the clock on the wall days before, by elapsed time an hour before."""
    wall = datetime.combine(event.starts_on, event.starts_time)
    days_before = {lead: (wall - timedelta(days=days)).replace(tzinfo=ZoneInfo(event.zone)) for lead, days in (("week", 7), ("day", 1))}
    return [*days_before.items(), ("hour", event.starts_at - HOUR), ("now", event.starts_at)]


def _sweep_until_it_fires(event: Event, lead: str, moment: datetime) -> None:
    """Sweep every quarter of an hour from two hours before; it has to fire at its moment and not earlier."""
    reminder = event.reminders.get(lead=lead)
    sweeps = (moment.astimezone(UTC) - 2 * HOUR + QUARTER * count for count in range(20))
    fired = next((now for now in sweeps if reminder.pk in reminders.due(now) and reminders.fire(reminder.pk, now=now)), None)
    assert fired == moment, f"{event.zone}, {lead} before {event.starts_at}: fired at {fired}, and not at {moment}"


def _post_three_hours_ago(lead: str, many: int) -> None:
    """Leave behind what had been posted when the workers went away: a reminder that cannot wait so long."""
    event, then = cast.an_event(starts_in=-3 * HOUR), timezone.now() - 3 * HOUR
    cast.an_audience(event, many)
    reminders.switch_on(event, lead, now=then - HOUR)
    reminders.fire(event.reminders.get(lead=lead).pk, now=event.starts_at)
