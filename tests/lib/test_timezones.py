"""Wall times become instants and come back; where a clock jumps or repeats, nobody guesses."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.lib import timezones
from events_service.lib.timezones import NonexistentTime, RepeatedTime, earlier, to_instant

GAPS = [
    ("America/Los_Angeles", date(2026, 3, 8), time(2, 30)),
    ("Europe/Madrid", date(2026, 3, 29), time(2, 30)),
    ("America/Santiago", date(2026, 9, 6), time(0, 30)),
    ("Australia/Sydney", date(2026, 10, 4), time(2, 30)),
    ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15)),  # half an hour only
]
REPEATS = [
    ("America/Los_Angeles", date(2026, 11, 1), time(1, 30), 60),
    ("Europe/Madrid", date(2026, 10, 25), time(2, 30), 60),
    ("America/Santiago", date(2026, 4, 4), time(23, 30), 60),
    ("Australia/Sydney", date(2026, 4, 5), time(2, 30), 60),
    ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), 30),
]
THURSDAY = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)  # 10 in the morning in Los Angeles


@pytest.mark.parametrize(("zone", "on", "at"), GAPS)
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_a_time_that_the_clocks_jump_over_is_refused(zone, on, at, fold):
    with pytest.raises(NonexistentTime) as refusal:
        to_instant(on, at, zone, fold=fold)

    assert f"There is no {at:%H:%M}" in str(refusal.value.sentence)


@pytest.mark.parametrize(("zone", "on", "at", "minutes"), REPEATS)
def test_a_time_that_happens_twice_asks_which_and_takes_the_answer(zone, on, at, minutes):
    with pytest.raises(RepeatedTime):
        to_instant(on, at, zone)

    first, second = to_instant(on, at, zone, fold=0), to_instant(on, at, zone, fold=1)
    assert second - first == timedelta(minutes=minutes)
    assert {instant.astimezone(ZoneInfo(zone)).time() for instant in (first, second)} == {at}


def test_lord_howe_has_its_time_after_the_half_hour_of_its_gap():
    assert to_instant(date(2026, 10, 4), time(2, 30), "Australia/Lord_Howe") == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2037, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  hypothesis wants them naive
    st.sampled_from(timezones.zone_names()),
)
def test_every_instant_comes_back_from_what_the_clock_shows(instant, zone):
    wall = instant.astimezone(ZoneInfo(zone))

    assert to_instant(wall.date(), wall.time(), zone, fold=wall.fold) == instant


def test_days_before_keep_the_time_on_the_wall():
    monday_after_the_change = to_instant(date(2026, 3, 9), time(10), "America/Los_Angeles")

    two_days_before = earlier(monday_after_the_change, "America/Los_Angeles", days=2)

    assert two_days_before == to_instant(date(2026, 3, 7), time(10), "America/Los_Angeles")
    assert monday_after_the_change - two_days_before == timedelta(hours=47)


def test_minutes_before_are_elapsed_time():
    just_after_the_jump = to_instant(date(2026, 3, 8), time(3, 15), "America/Los_Angeles")

    half_an_hour_before = earlier(just_after_the_jump, "America/Los_Angeles", minutes=30)

    assert half_an_hour_before == to_instant(date(2026, 3, 8), time(1, 45), "America/Los_Angeles")


def test_a_day_before_into_the_gap_moves_past_it():
    instant = to_instant(date(2026, 3, 9), time(2, 30), "America/Los_Angeles")

    assert earlier(instant, "America/Los_Angeles", days=1) == to_instant(date(2026, 3, 8), time(3, 30), "America/Los_Angeles")


def test_a_day_before_into_the_repeated_hour_takes_the_first():
    instant = to_instant(date(2026, 11, 2), time(1, 30), "America/Los_Angeles")

    assert earlier(instant, "America/Los_Angeles", days=1) == to_instant(date(2026, 11, 1), time(1, 30), "America/Los_Angeles", fold=0)


def test_a_moment_is_told_in_the_readers_language():
    assert timezones.moment_words(THURSDAY, "America/Los_Angeles", "en") == "Thursday, December 3, 2026, 10:00 AM Pacific Time"
    assert timezones.moment_words(THURSDAY, "America/Los_Angeles", "es") == "jueves, 3 de diciembre de 2026, 10:00 hora del Pacífico"


def test_the_day_is_the_readers_own():
    assert timezones.day_words(THURSDAY, "Asia/Tokyo", "en") == "Friday, December 4, 2026"
    assert timezones.short_day_words(THURSDAY, "America/Los_Angeles", "en") == "Thu, Dec 3"
    assert timezones.leaf_words(THURSDAY, "America/Los_Angeles", "en") == ("DEC", "3", "Thu")


def test_from_when_to_when_says_each_thing_once():
    end = THURSDAY + timedelta(minutes=90)

    assert timezones.span_words(THURSDAY, end, "America/Los_Angeles", "en") == "10:00 – 11:30 AM"
    assert timezones.span_words(THURSDAY, end, "America/Los_Angeles", "es") == "10:00–11:30"


def test_an_end_on_another_day_says_which():
    end = THURSDAY + timedelta(hours=20)

    assert timezones.span_words(THURSDAY, end, "America/Los_Angeles", "en") == "10:00 AM – Fri, Dec 4, 6:00 AM"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "America/Phoenix", "Asia/Kolkata", "Pacific/Kiritimati", "America/Nuuk"])
def test_a_zone_has_a_name_and_not_just_an_offset(zone, language):
    words = timezones.zone_words(THURSDAY, zone, language)

    assert words
    assert not words.startswith("GMT")


def test_a_zone_without_a_name_of_its_own_is_named_by_its_place():
    assert timezones.zone_words(THURSDAY, "Europe/Istanbul", "en") == "Türkiye Time"
    assert timezones.zone_words(THURSDAY, "UTC", "es") == "UTC"


def test_times_have_no_narrow_spaces_that_a_font_may_lack():
    words = timezones.time_words(THURSDAY, "America/Los_Angeles", "en")

    assert words == "10:00 AM"
    assert words.isascii()


def test_only_zones_that_exist_are_zones():
    assert timezones.is_zone("America/Bogota")
    assert not timezones.is_zone("America/Atlantis")
    assert not timezones.is_zone("../../etc/passwd")
    assert "UTC" in timezones.zone_names()
    assert "Etc/GMT+8" not in timezones.zone_names()


def test_languages_and_dates_have_words():
    assert timezones.language_words("es", "en") == "Spanish"
    assert timezones.language_words("qqq", "en") == "qqq"
    assert timezones.date_words(date(2020, 6, 22), "en") == "June 22, 2020"
    assert timezones.month_words(date(2020, 6, 22), "es") == "junio de 2020"
