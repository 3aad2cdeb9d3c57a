"""The counts of an event, drawn: each with what its table needs."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events_service.events.models import Event
from events_service.lib import timezones
from events_service.pages import charts
from events_service.pages.charts import Chart, Column
from registrations.domain import counting
from registrations.domain.counting import Registering, Stretch


@dataclass(frozen=True)
class DrawnRegistering:
    """How the registrations came in, and its drawing."""

    counted: Registering
    chart: Chart

    @property
    def rows(self) -> list[Stretch]:
        """The days of the table: those on which somebody came or went."""
        return [stretch for stretch in self.counted.stretches if stretch.registered or stretch.withdrawn]


def registering(event: Event, *, now: datetime) -> DrawnRegistering | None:
    """Return how the registrations came in, as bars: up who registered, down who gave the place back."""
    counted = counting.registering(event, now=now)
    return DrawnRegistering(counted, charts.bars([_day(stretch) for stretch in counted.stretches])) if counted else None


def _day(stretch: Stretch) -> Column:
    mark = timezones.short_date_words(stretch.begins_on, _language())
    words = _("%(day)s: %(registered)s registered, %(withdrawn)s gave it back") % {
        "day": mark,
        "registered": stretch.registered,
        "withdrawn": stretch.withdrawn,
    }
    return Column(mark, words, stretch.registered, stretch.withdrawn)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
