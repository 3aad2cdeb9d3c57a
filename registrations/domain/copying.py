"""Copying events with their reminders; who comes, what was said to them and what remains stay with the event."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from events_service.accounts.models import User
from events_service.events.domain import copying, hosting
from events_service.events.domain.copying import Copy, Date
from events_service.events.models import Event, Series
from registrations.models import Reminder


@transaction.atomic
def duplicate(event: Event, asked: Copy, *, now: datetime) -> Event:
    """Make a draft like this event, its reminders with their notes and switched off. Asked for twice by one key, it is one.

    Raises what `events.domain.copying.copy` raises.
    """
    made = copying.copy(event, asked, now=now)
    Reminder.objects.bulk_create(
        [Reminder(event=made, lead=reminder.lead, note=reminder.note) for reminder in event.reminders.all()], ignore_conflicts=True
    )
    return made


@transaction.atomic
def make_dates(event: Event, dates: Sequence[Date], *, series_title: str = "", by: User | None = None, now: datetime) -> list[Event]:
    """Make further dates of an event, all or none; with a title, an event without a series and its dates become one.

    Raises what `duplicate` raises.
    """
    if series_title:
        series = copying.gather(event, title=series_title, by=by, now=now)
        dates = [_within(series, date) for date in dates]
    return [duplicate(date.event, date.copy, now=now) for date in dates]


@transaction.atomic
def duplicate_season(
    series: Series, dates: Sequence[Date], *, titles: Mapping[str, str], by: User | None = None, now: datetime
) -> list[Event]:
    """Make a series like this one with copies of its events, all or none. Asked for twice by one key, it is one.

    Raises what `duplicate` raises.
    """
    hosting.lock(series)
    if before := [made for date in dates if (made := copying.made_before(date.event, date.copy))]:
        return before
    season = copying.copy_series(series, titles=titles, by=by, now=now)
    return [duplicate(date.event, _within(season, date).copy, now=now) for date in dates]


def _within(series: Series, date: Date) -> Date:
    return replace(date, copy=replace(date.copy, details={**date.copy.details, "series": series}))
