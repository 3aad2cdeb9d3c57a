from datetime import UTC, date, datetime, time, timedelta

import pytest

from events_service.events.domain import publishing, scheduling
from events_service.events.domain.scheduling import (
    EndsBeforeItStarts,
    IsCancelled,
    OutOfReach,
    RoughDate,
    StartsInThePast,
    Times,
    UnknownZone,
)
from events_service.events.models import Precision
from events_service.lib.timezones import NonexistentTime, RepeatedTime
from tests.factories import EventFactory

LOS_ANGELES = "America/Los_Angeles"


def utc(*fields):
    return datetime(*fields, tzinfo=UTC)


def on(day, start, end, zone=LOS_ANGELES, **folds):
    return Times(zone, day, start, day, end, **folds)


def test_wall_times_become_instants():
    assert on(date(2037, 12, 3), time(10), time(11, 30)).instants() == (
        datetime(2037, 12, 3, 18, 0, tzinfo=UTC),
        datetime(2037, 12, 3, 19, 30, tzinfo=UTC),
    )


def test_an_event_may_end_on_another_day():
    start, end = Times("Asia/Tokyo", date(2037, 5, 1), time(22), date(2037, 5, 2), time(1)).instants()

    assert end - start == timedelta(hours=3)


@pytest.mark.parametrize(
    ("zone", "day", "wall"),
    [
        (LOS_ANGELES, date(2026, 3, 8), time(2, 30)),
        ("Europe/Madrid", date(2026, 3, 29), time(2, 0)),
        ("America/Santiago", date(2026, 9, 6), time(0, 15)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15)),
    ],
)
def test_a_start_that_the_clocks_jump_over_is_refused_in_a_sentence(zone, day, wall):
    times = Times(zone, day, wall, day, time(12))

    with pytest.raises(NonexistentTime, match=f"There is no {wall:%H:%M} on {day} in {zone}") as refusal:
        times.instants()

    assert refusal.value.field == "starts"


def test_an_end_that_the_clocks_jump_over_is_refused_beside_the_end():
    times = on(date(2026, 3, 8), time(1), time(2, 30))

    with pytest.raises(NonexistentTime) as refusal:
        times.instants()

    assert refusal.value.field == "ends"


@pytest.mark.parametrize(
    ("zone", "day", "wall", "first", "second"),
    [
        (LOS_ANGELES, date(2026, 11, 1), time(1, 30), utc(2026, 11, 1, 8, 30), utc(2026, 11, 1, 9, 30)),
        ("Europe/Madrid", date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), utc(2026, 4, 4, 14, 45), utc(2026, 4, 4, 15, 15)),
    ],
)
def test_a_start_in_a_repeated_hour_is_asked_for_and_then_taken(zone, day, wall, first, second):
    with pytest.raises(RepeatedTime, match="Say which one") as refusal:
        Times(zone, day, wall, day, time(12)).instants()
    starts = [Times(zone, day, wall, day, time(12), starts_fold=fold).instants()[0] for fold in (0, 1)]

    assert refusal.value.field == "starts"
    assert starts == [first, second]


def test_an_end_in_a_repeated_hour_is_asked_for_beside_the_end():
    with pytest.raises(RepeatedTime) as refusal:
        on(date(2026, 11, 1), time(0, 30), time(1, 30)).instants()

    assert refusal.value.field == "ends"


def test_within_a_repeated_hour_the_end_may_show_an_earlier_time_than_the_start():
    start, end = on(date(2026, 11, 1), time(1, 45), time(1, 15), starts_fold=0, ends_fold=1).instants()

    assert end - start == timedelta(minutes=30)


@pytest.mark.parametrize("end", [time(10), time(9)])
def test_an_end_that_is_not_after_the_start_is_refused(end):
    with pytest.raises(EndsBeforeItStarts) as refusal:
        on(date(2037, 12, 3), time(10), end).instants()

    assert refusal.value.field == "ends"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "PST8"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(UnknownZone) as refusal:
        on(date(2037, 12, 3), time(10), time(11), zone=zone).instants()

    assert refusal.value.field == "zone"


@pytest.mark.parametrize(("day", "zone"), [(date(9999, 12, 31), LOS_ANGELES), (date(1, 1, 1), "Asia/Tokyo")])
def test_a_date_at_the_edge_of_the_calendar_is_refused(day, zone):
    times = on(day, time(1), time(23), zone=zone)

    with pytest.raises(OutOfReach):
        times.instants()


@pytest.mark.django_db
def test_a_moved_event_keeps_what_the_organizer_meant(webinar, now):
    moved = scheduling.reschedule(webinar, on(date(2038, 3, 10), time(18), time(19), zone="Europe/Madrid"), now=now)

    webinar.refresh_from_db()
    assert moved
    assert (webinar.zone, webinar.starts_on, webinar.starts_time) == ("Europe/Madrid", date(2038, 3, 10), time(18))
    assert (webinar.starts_at, webinar.ends_at) == (datetime(2038, 3, 10, 17, tzinfo=UTC), datetime(2038, 3, 10, 18, tzinfo=UTC))


@pytest.mark.django_db
def test_a_move_raises_the_sequence_and_says_when(webinar, now):
    scheduling.reschedule(webinar, on(date(2037, 12, 10), time(10), time(11)), now=now)
    scheduling.reschedule(webinar, on(date(2037, 12, 10), time(10), time(12)), now=now + timedelta(minutes=5))

    webinar.refresh_from_db()
    assert (webinar.sequence, webinar.sequence_raised_at, webinar.changed_at) == (2, now + timedelta(minutes=5), now + timedelta(minutes=5))


@pytest.mark.django_db
def test_a_move_to_where_it_is_already_changes_nothing(webinar, now):
    before = webinar.changed_at

    moved = scheduling.reschedule(webinar, on(date(2037, 12, 3), time(10), time(11, 30)), now=now)

    webinar.refresh_from_db()
    assert not moved
    assert (webinar.sequence, webinar.sequence_raised_at, webinar.changed_at) == (0, None, before)


@pytest.mark.django_db
def test_the_same_instants_on_another_wall_are_no_move_that_people_have_to_be_told_of(webinar, now):
    changed = scheduling.reschedule(webinar, on(date(2037, 12, 3), time(10), time(11, 30), zone="America/Vancouver"), now=now)

    webinar.refresh_from_db()
    assert changed
    assert (webinar.zone, webinar.sequence, webinar.changed_at) == ("America/Vancouver", 0, now)


@pytest.mark.django_db
def test_moving_a_draft_tells_nobody_and_may_lead_into_the_past(institute, now):
    draft = EventFactory(host=institute, published_at=None)

    moved = scheduling.reschedule(draft, on(date(2020, 5, 7), time(10), time(11)), now=now)

    draft.refresh_from_db()
    assert moved
    assert (draft.starts_on, draft.sequence, draft.sequence_raised_at) == (date(2020, 5, 7), 0, None)


@pytest.mark.django_db
def test_a_published_event_is_not_moved_into_the_past(webinar, now):
    with pytest.raises(StartsInThePast) as refusal:
        scheduling.reschedule(webinar, on(date(2037, 11, 20), time(10), time(11)), now=now)

    shown = webinar.starts_on
    webinar.refresh_from_db()
    assert refusal.value.field == "starts"
    assert (shown, webinar.starts_on, webinar.sequence) == (date(2037, 12, 3), date(2037, 12, 3), 0)


@pytest.mark.django_db
def test_a_running_event_may_end_later(webinar):
    during = webinar.starts_at + timedelta(minutes=30)

    moved = scheduling.reschedule(webinar, on(date(2037, 12, 3), time(10), time(12)), now=during)

    assert moved
    assert webinar.sequence == 1


@pytest.mark.django_db
def test_a_cancelled_event_is_not_moved(webinar, now):
    publishing.cancel(webinar, reason="", now=now)

    with pytest.raises(IsCancelled):
        scheduling.reschedule(webinar, on(date(2037, 12, 10), time(10), time(11)), now=now)


@pytest.mark.django_db
def test_an_event_with_a_rough_date_can_be_given_its_time(institute, now):
    when = RoughDate(LOS_ANGELES, Precision.MONTH, date(2038, 1, 1))
    event = publishing.create(institute, details={"title_en": "To be announced"}, when=when, now=now)

    scheduling.reschedule(event, on(date(2038, 1, 14), time(10), time(11)), now=now)

    event.refresh_from_db()
    assert (event.precision, event.starts_at) == (Precision.TIME, datetime(2038, 1, 14, 18, tzinfo=UTC))


@pytest.mark.parametrize(
    ("precision", "day", "kept"),
    [
        (Precision.DAY, date(2020, 6, 22), date(2020, 6, 22)),
        (Precision.MONTH, date(2020, 6, 22), date(2020, 6, 1)),
        (Precision.YEAR, date(2020, 6, 22), date(2020, 1, 1)),
        (Precision.NONE, None, None),
    ],
)
def test_a_rough_date_is_kept_as_the_first_day_of_what_it_names(precision, day, kept):
    assert RoughDate("UTC", precision, day).columns() == {"precision": precision, "zone": "UTC", "starts_on": kept}


@pytest.mark.parametrize(
    ("precision", "day"), [(Precision.TIME, date(2020, 6, 22)), (Precision.DAY, None), (Precision.NONE, date(2020, 6, 22))]
)
def test_what_is_no_rough_date_cannot_be_made(precision, day):
    with pytest.raises(ValueError, match="not a rough date"):
        RoughDate("UTC", precision, day)
