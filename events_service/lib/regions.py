"""Where in the world a time zone is (CLDR through Babel)."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global

_LOCALES = {"en": Locale("en", "US"), "es": Locale("es", "419")}
_NOWHERE = "ZZ"  # what CLDR says of UTC


@lru_cache(maxsize=4_000)
def country_of(zone: str) -> str:
    """Return the country of an IANA zone as two letters (ISO 3166-1): "MX". Empty for UTC and what is no zone."""
    canonical = get_global("zone_aliases").get(zone, zone)
    country: str = get_global("zone_territories").get(canonical, _NOWHERE)
    return "" if country == _NOWHERE else country


def country_words(zone: str, language: str) -> str:
    """Return the country of an IANA zone, in a language: "Mexico", "México". Empty for UTC and what is no zone."""
    return words_of(country_of(zone), language)


def words_of(country: str, language: str) -> str:
    """Return a country's two letters in words; empty stays empty."""
    return str(_LOCALES[language].territories.get(country, country)) if country else ""
