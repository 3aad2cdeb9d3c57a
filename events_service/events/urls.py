"""Addresses of what takes place."""

from django.urls import path, re_path

from events_service.events.views import (
    feeds,
    going_public,
    hosting,
    organizer,
    pictures,
    programme,
    reading,
    sharing,
    speakers,
    speaking,
    times,
)

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
    path("desk/events/<slug:slug>/speakers/", speakers.event_speakers, name="event_speakers"),
    path("desk/events/<slug:slug>/speakers/<int:number>/", speakers.event_speaker, name="event_speaker"),
    path("desk/events/<slug:slug>/speakers/invite/", speakers.event_speakers_invite, name="event_speakers_invite"),
    path("desk/events/<slug:slug>/speakers/green-room/", speakers.event_green_room, name="event_green_room"),
    path("speaking/<token>/", speaking.speaking, name="speaking"),
    path("speaking/<token>/consent/", speaking.consent, name="speaking_consent"),
    path("speaking/<token>/photo/", speaking.photo, name="speaking_photo"),
    path("speaking/<token>/event.ics", speaking.calendar_file, name="speaking_calendar"),
    path("desk/events/<slug:slug>/programme/", programme.event_programme, name="event_programme"),
    path("desk/events/<slug:slug>/reading/", reading.event_reading, name="event_reading"),
    path("desk/series/<slug:slug>/reading/", reading.series_reading, name="series_reading"),
    path("desk/series/<slug:slug>/hosts/", hosting.series_hosts, name="series_hosts"),
]
