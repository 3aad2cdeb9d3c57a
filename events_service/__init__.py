"""The roof: settings, addresses, the API and the Celery app; below it the ground rooms."""

from events_service.celery import app as celery_app

__all__ = ["celery_app"]
