"""Fields that the API's answers have in common. Each reads from the whole row."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

_AS_KNOWN = {"time": "%Y-%m-%d", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


class _Read(serializers.Field[Any, Any, Any, Any]):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)


@extend_schema_field(OpenApiTypes.URI)
class Address(_Read):
    """A whole address of this site, of what is called `name` among its addresses, by the row's slug or another `key`."""

    def __init__(self, name: str, *, key: str = "slug", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name, self.key = name, key

    def to_representation(self, value: Any) -> str:
        return f"{settings.SITE_URL}{reverse(self.name, args=[getattr(value, self.key)])}"


@extend_schema_field(
    {
        "type": "object",
        "properties": {code: {"type": "string"} for code, _name in settings.LANGUAGES},
        "required": [code for code, _name in settings.LANGUAGES],
    }
)
class InBothLanguages(_Read):
    """A text in both languages, `{"en": …, "es": …}`; an empty one is not written yet."""

    def to_representation(self, value: Any) -> dict[str, str]:
        return {code: getattr(value, f"{self.field_name}_{code}") for code, _name in settings.LANGUAGES}


@extend_schema_field({"type": ["string", "null"], "examples": ["2020-06-22", "2020-06", "2020"]})
class DateAsKnown(_Read):
    """A date no more exactly than the row's `precision` says it is known: `2020-06-22`, `2020-06`, `2020`, or null."""

    def __init__(self, column: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.column = column

    def to_representation(self, value: Any) -> str | None:
        on: date | None = getattr(value, self.column)
        return on.strftime(_AS_KNOWN[value.precision]) if on else None


@extend_schema_field({"type": ["string", "null"], "examples": ["2037-12-03T10:00:00"]})
class WallTime(_Read):
    """What a clock shows where it takes place, without an offset: `2037-12-03T10:00:00`, or null."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.prefix = prefix

    def to_representation(self, value: Any) -> str | None:
        on: date | None = getattr(value, f"{self.prefix}_on")
        at: time | None = getattr(value, f"{self.prefix}_time")
        return datetime.combine(on, at).isoformat() if on and at else None
