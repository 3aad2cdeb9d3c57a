"""Dates and times of tables, in 2037."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from events_service.lib import stamps
from events_service.lib.stamps import Order

LOS_ANGELES = "America/Los_Angeles"


def instants(text, *, order=Order.MONTH_FIRST, zone=LOS_ANGELES, day=None):
    return stamps.instants(stamps.read(text), order=order, zone=zone, day=day)


@pytest.mark.parametrize(
    "text",
    [
        "2037-12-03T18:00:00Z",
        "2037-12-03T18:00:00.000Z",
        "2037-12-03T10:00:00-08:00",
        "2037-12-03 18:00:00 UTC",
        "2037/12/03 10:00",
        "12/3/37, 10:00:00 AM",
        "12/03/2037 10:00",
        "Dec 03, 2037 10:00:00",
        "Thu, Dec 3, 2037 10:00 AM PST",
        "3 de diciembre de 2037, 10:00",
        "mar., 3 dic. 2037 10:00 a. m.",
        "12/03/2037 10:00 AM (GMT-8:00)",
        "3 Dec 2037 12:00 America/Mexico_City",
        "December 3, 2037 10:00 am Los Angeles Time",
    ],
)
def test_a_moment_is_read_however_it_is_written(text):
    assert instants(text) == [datetime(2037, 12, 3, 18, tzinfo=UTC)]


def test_a_time_alone_is_of_the_day_that_is_said():
    assert instants("10:05 p. m.", day=date(2037, 12, 3)) == [datetime(2037, 12, 4, 6, 5, tzinfo=UTC)]
    assert instants("10:05") == []


@pytest.mark.parametrize("text", ["", "--", "soon", "99:99", "2037-13-45", "1/2/3", "0000-00-00"])
def test_what_says_no_moment_is_none(text):
    stamp = stamps.read(text)

    assert stamp is None or stamps.instants(stamp, order=Order.MONTH_FIRST, zone=LOS_ANGELES, day=None) == []


@pytest.mark.parametrize(
    ("texts", "near", "orders"),
    [
        (["12/03/2037", "12/25/2037"], None, ["mdy"]),
        (["03/12/2037", "25/12/2037"], None, ["dmy"]),
        (["12/25/2037", "25/12/2037"], None, []),
        (["03/12/2037"], None, ["mdy", "dmy"]),
        (["03/12/2037"], date(2037, 12, 3), ["dmy"]),
        (["03/12/2037"], date(2037, 3, 12), ["mdy"]),
        (["03/12/2037"], date(2037, 6, 6), ["mdy", "dmy"]),
        (["2037-12-03"], date(2037, 3, 12), ["mdy", "dmy"]),
    ],
)
def test_the_order_is_decided_by_the_whole_column_and_the_day(texts, near, orders):
    assert stamps.orders([stamps.read(text) for text in texts], near=near) == orders


def test_the_repeated_hour_is_two_instants_and_the_missing_one_is_one():
    first, second = instants("11/01/2037 01:30")

    assert second - first == timedelta(hours=1)
    assert len(instants("03/08/2037 02:30")) == 1


def test_a_heading_names_a_zone():
    assert stamps.zone_in("Join Time (UTC)").utcoffset(None) == timedelta()
    assert stamps.zone_in("Join time GMT-06:00").utcoffset(None) == timedelta(hours=-6)
    assert stamps.zone_in("Hora (America/Bogota)").key == "America/Bogota"
    assert stamps.zone_in("Join Time") is None


def test_a_time_of_day_is_twelve_or_twenty_four_hours():
    said = {text: stamps.read(text).time for text in ("12:00 AM", "12:30 p.m.", "00:15", "23:59:58")}

    assert said == {"12:00 AM": time(0), "12:30 p.m.": time(12, 30), "00:15": time(0, 15), "23:59:58": time(23, 59, 58)}
