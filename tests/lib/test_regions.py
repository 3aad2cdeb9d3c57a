"""Where in the world a time zone is."""

import pytest

from events_service.lib import regions


@pytest.mark.parametrize(
    ("zone", "language", "country"),
    [
        ("America/Mexico_City", "es", "México"),
        ("America/Los_Angeles", "es", "Estados Unidos"),
        ("America/Buenos_Aires", "en", "Argentina"),
        ("US/Pacific", "en", "United States"),
        ("Europe/Kyiv", "en", "Ukraine"),
        ("UTC", "en", ""),
        ("Nowhere/At_All", "en", ""),
    ],
)
def test_a_zone_is_in_a_country(zone, language, country):
    assert regions.country_words(zone, language) == country
