"""Addresses of what takes place."""

from django.urls import path, re_path

from events_service.events.views import feeds, going_public, hosting, organizer, pictures, sharing, times

urlpatterns = [
    path("calendar.ics", feeds.site, name="feed_site"),
    path("organizations/<slug:slug>/calendar.ics", feeds.organization, name="feed_organization"),
    path("series/<slug:slug>/calendar.ics", feeds.series, name="feed_series"),
    path("events/<slug:slug>/calendar.ics", feeds.event, name="feed_event"),
    re_path(r"^events/(?P<slug>[-a-zA-Z0-9_]+)/share-(?P<version>[0-9a-f]{16})\.png$", sharing.event, name="event_image"),
    re_path(r"^series/(?P<slug>[-a-zA-Z0-9_]+)/share-(?P<version>[0-9a-f]{16})\.png$", sharing.series, name="series_image"),
    path("desk/times/", times.read_back, name="times_read_back"),
    path("desk/events/new/", organizer.event_new, name="event_new"),
    path("desk/series/new/", organizer.series_new, name="series_new"),
    path("desk/events/<slug:slug>/edit/", organizer.event_edit, name="event_edit"),
    path("desk/events/<slug:slug>/preview/", organizer.event_preview, name="event_preview"),
    path("desk/events/<slug:slug>/publish/", organizer.event_publish, name="event_publish"),
    path("desk/events/<slug:slug>/publish/later/", going_public.event_publish_later, name="event_publish_later"),
    path("desk/events/<slug:slug>/cover/", pictures.event_cover, name="event_cover"),
    path("desk/events/<slug:slug>/hosts/", hosting.event_hosts, name="event_hosts"),
    path("desk/series/<slug:slug>/hosts/", hosting.series_hosts, name="series_hosts"),
]
