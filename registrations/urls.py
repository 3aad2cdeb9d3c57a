"""Addresses of who comes."""

from django.urls import path

from registrations.views import join, mine

urlpatterns = [
    path("my/<token>/", mine.my, name="my"),
    path("my/<token>/withdraw/", mine.withdraw, name="withdraw"),
    path("my/<token>/event.ics", mine.calendar_file, name="my_calendar"),
    path("join/<token>/", join.join, name="join"),
    path("stop/<token>/", mine.stop, name="stop"),
    path("inbox/<token>/", mine.inbox, name="inbox"),
]
