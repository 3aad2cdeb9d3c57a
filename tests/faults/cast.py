"""Events, people who come, and what is said to them: by the product's own functions wherever it is not about their number."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from events_service.events.domain import scheduling
from events_service.events.domain.scheduling import Times
from events_service.events.models import Event
from registrations.domain import reminders, signup
from registrations.domain.signup import Details
from registrations.models import Registration
from tests.factories import EventFactory, OrganizationFactory, RegistrationFactory


def an_event(*, starts_in: timedelta = timedelta(minutes=59)) -> Event:
    """Make an event that was published long ago, of an hour, to which anyone may come."""
    return an_event_at(timezone.now() + starts_in)


def an_event_at(start: datetime, zone: str = "UTC") -> Event:
    """Make such an event that starts then."""
    long_ago = timezone.now() - timedelta(days=10)
    return EventFactory(host=OrganizationFactory(), published_at=long_ago, changed_at=long_ago, **times(start, zone).columns())


def times(start: datetime, zone: str = "UTC") -> Times:
    """Return the times of an event that starts then and lasts an hour."""
    starts, ends = (instant.astimezone(ZoneInfo(zone)) for instant in (start, start + timedelta(hours=1)))
    return Times(zone, starts.date(), starts.time(), ends.date(), ends.time(), starts.fold, ends.fold)


def an_audience(event: Event, many: int, **said: str) -> list[Registration]:
    """Let this many people have had their place since yesterday, without a word about it."""
    yesterday = timezone.now() - timedelta(days=1)
    people = RegistrationFactory.build_batch(many, event=event, registered_at=yesterday, confirmed_at=yesterday, **said)
    return Registration.objects.bulk_create(people, batch_size=5_000)


def register(event: Event, address: str) -> Registration:
    """Let a person register, which posts the confirmation."""
    details = Details(name="Rosa Valle", email=address, language="en", zone="America/Mexico_City")
    return signup.register(event, details=details, now=timezone.now())


def remind(many: int) -> Event:
    """Make an event with that many people whose reminder is due; the next sweep posts it. Of a reminder in doubt nothing is repeated."""
    event = an_event()
    an_audience(event, many)
    reminders.switch_on(event, "hour", now=timezone.now() - timedelta(hours=2))
    return event


def tell_of_a_move(many: int) -> Event:
    """Make an event with that many people that was moved three minutes ago; the next sweep tells them. What is in doubt is repeated."""
    event = an_event(starts_in=timedelta(days=3))
    an_audience(event, many)
    scheduling.reschedule(event, times(event.starts_at + timedelta(days=1)), now=three_minutes_ago())
    return event


def three_minutes_ago() -> datetime:
    """Return the moment of a change that is told now: two quiet minutes have passed."""
    return timezone.now() - timedelta(minutes=3)
