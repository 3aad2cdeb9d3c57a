"""The one Celery app and its beat schedule.

Celery messages are doorbells: the work itself is a row with a due time, and the beat rings the same bells every
half minute, so that a lost or doubled message changes when something happens, never whether.
"""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "events_service.settings")

TRANSPORT_ALIASES["bell"] = "events_service.lib.bell_transport:Transport"

TICK = float(os.environ.get("CELERY_TICK", "30"))  # seconds between two rings of the same bell

app = Celery("events_service")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _every_tick(task: str) -> dict[str, object]:
    return {"task": task, "schedule": TICK, "options": {"expires": TICK}}


app.conf.beat_schedule = {name: _every_tick(name) for name in ("events.sweep", "mail.sweep", "registrations.sweep")} | {
    "events.sweep_pictures": {"task": "events.sweep_pictures", "schedule": 3_600.0, "options": {"expires": 3_600.0}},
}
