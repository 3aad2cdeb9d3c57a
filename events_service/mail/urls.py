"""Addresses for those who watch over the post office, and for the mail service."""

from django.urls import path

from events_service.mail.views import health, metrics, news

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
    path("anymail/<slug:service>/tracking/", news.news, name="mail_news"),
]
