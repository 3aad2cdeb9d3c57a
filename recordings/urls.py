"""Addresses of what remains."""

from django.urls import path

from recordings.views import organizer

urlpatterns = [
    path("desk/events/<slug:slug>/afterwards/", organizer.afterwards, name="afterwards"),
]
