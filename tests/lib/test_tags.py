"""Tags and filters that stand in every template."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

START, END = datetime(2037, 12, 3, 18, tzinfo=UTC), datetime(2037, 12, 3, 19, 30, tzinfo=UTC)
LOS_ANGELES = "America/Los_Angeles"


def rendered(source, language="en", **values):
    with translation.override(language):
        return Template(source).render(Context({"start": START, "end": END, "zone": LOS_ANGELES} | values))


@pytest.mark.parametrize(
    ("source", "english", "spanish"),
    [
        ("{{ start|day:zone }}", "Thursday, December 3, 2037", "jueves, 3 de diciembre de 2037"),
        ("{{ start|short_day:zone }}", "Thu, Dec 3", "jue, 3 dic"),
        ("{{ start|clock:zone }}", "10:00 AM", "10:00"),
        ("{{ start|zone_in_words:zone }}", "Pacific Time", "hora del Pacífico"),
        ("{% hours start end zone %}", "10:00 – 11:30 AM", "10:00–11:30"),
        ("{{ 'es'|language_name }}", "Spanish", "español"),
    ],
)
def test_times_are_said_in_the_readers_language_and_clock(source, english, spanish):
    assert (rendered(source), rendered(source, "es")) == (english, spanish)


def test_a_span_names_its_zone():
    assert rendered("{% spans start end zone %}") == "10:00 – 11:30 AM Pacific Time"


@pytest.mark.parametrize(
    ("on", "precision", "said"),
    [
        (date(2020, 6, 22), "time", "June 22, 2020"),
        (date(2020, 6, 22), "day", "June 22, 2020"),
        (date(2020, 6, 1), "month", "June 2020"),
        (date(2020, 1, 1), "year", "2020"),
        (None, "none", "Date not recorded"),
    ],
)
def test_a_rough_date_is_said_as_exactly_as_it_is_known(on, precision, said):
    assert rendered("{% rough_date on precision %}", on=on, precision=precision) == said


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (65, "1:05"), (3_599, "59:59"), (3_661, "1:01:01")])
def test_seconds_read_as_a_player_shows_them(seconds, said):
    assert rendered("{{ seconds|mmss }}", seconds=seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [(1, "1"), (89, "1"), (3_720, "62")])
def test_a_length_is_at_least_a_minute(seconds, said):
    assert rendered("{{ seconds|minutes }}", seconds=seconds) == said


def test_a_data_block_cannot_be_ended_by_its_data():
    block = rendered("{% json_ld data %}", data={"name": "</script><script>alert(1)</script> & more"})

    assert block.count("<") == 2
    assert r"\u003C/script\u003E" in block


def test_an_icon_is_decorative():
    assert rendered("{% icon 'check' %}") == (
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M20 6 9 17l-5-5"/></svg>'
    )


def test_every_icon_that_a_template_or_a_page_names_is_there():
    sources = [*Path(settings.BASE_DIR, "templates").rglob("*.html"), *Path(settings.BASE_DIR, "events_service/pages").glob("*.py")]
    named = {
        name
        for source in sources
        for name in re.findall(r"""{% icon ["']([a-z-]+)["']|"(?:ok|warn|bad|info|)", "([a-z-]+)\"""", source.read_text())
        for name in name
        if name
    }

    icons = {path.stem for path in Path(settings.BASE_DIR, "events_service/lib/icons").glob("*.svg")}

    assert named == icons
