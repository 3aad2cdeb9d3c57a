"""Figures for Prometheus, read from the database at each scrape: right with any number of processes."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from events_service.mail.domain import health
from events_service.mail.domain.health import Health, Tally
from events_service.mail.models.kinds import Lane

PREFIX = "events_service_mail"


class MailCollector(Collector):
    """Everything the post office counts. Where the database is away, that alone."""

    def collect(self) -> Iterator[Metric]:
        try:
            found, counted = health.read(), health.tally()
        except DatabaseError:
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield from _of_the_sender(found)
        yield from _of_the_lanes(found)
        yield from _of_the_copies(counted)


_registry = CollectorRegistry(auto_describe=False)
_registry.register(MailCollector())


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures to who carries METRICS_TOKEN; on one's own machine to everybody; to others nothing is here."""
    if not settings.LOCAL and not _carries_the_token(request):
        return HttpResponseNotFound()  # bare: the page that says so asks the database
    return HttpResponse(generate_latest(_registry), content_type=CONTENT_TYPE_LATEST)


def _carries_the_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")


def _of_the_sender(found: Health) -> Iterator[Metric]:
    yield _gauge("ready", "Whether mail leaves in time.", found.is_ready)
    if found.silence is not None:
        yield _gauge("tick_age_seconds", "Since the last sweep came by.", found.silence.total_seconds())
    yield _gauge("paused", "Whether sending waits for an operator.", found.paused_at is not None)
    yield _gauge("way_out_shut", "Whether the mail service is left alone for a while.", found.is_shut)
    yield _gauge("failures_in_a_row", "How often in a row the way out was closed.", found.failures)
    yield _gauge("crews", "Processes that are sending at this moment.", found.crews)
    if found.quota_left is not None:
        yield _gauge("quota_left", "Copies that the day's quota (UTC) still allows.", found.quota_left)


def _of_the_lanes(found: Health) -> Iterator[Metric]:
    waiting = _gauge("waiting", "Copies that wait, those for later too.", labels=("lane",))
    due = _gauge("due", "Copies that could leave now.", labels=("lane",))
    oldest = _gauge("oldest_due_seconds", "Since when the oldest of them could have left.", labels=("lane",))
    for queue in found.queues:
        lane = (_name(queue.lane),)
        waiting.add_metric(lane, queue.waiting)
        due.add_metric(lane, queue.due)
        oldest.add_metric(lane, queue.oldest.total_seconds() if queue.oldest else 0)
    yield from (waiting, due, oldest)


def _of_the_copies(counted: Tally) -> Iterator[Metric]:
    copies = _gauge("copies", "Copies of messages whose time is not over for more than a week.", labels=("lane", "state"))
    for (lane, state), count in counted.copies.items():
        copies.add_metric((_name(lane), state.value), count)
    troubled = _gauge("troubled_last_day", "Copies to which something happened within a day, by what became of them.", labels=("state",))
    for state, count in counted.troubled.items():
        troubled.add_metric((state.value,), count)
    yield from (copies, troubled)
    yield _gauge("in_doubt", "Copies of which nobody knows whether they left, and with which nobody has dealt.", counted.in_doubt)
    yield _gauge("sent_last_day", "Copies that left within a day.", counted.sent)


def _gauge(name: str, words: str, value: float | None = None, *, labels: tuple[str, ...] = ()) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{PREFIX}_{name}", words, value=value, labels=labels or None)


def _name(lane: Lane) -> str:
    return lane.name.lower()
