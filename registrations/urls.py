"""Addresses of who comes."""

from django.urls import path

from registrations.views import access, attendance, copying, erasing, exporting, importing, join, listing, mail, mine, organizer, places

urlpatterns = [
    path("my/<token>/", mine.my, name="my"),
    path("my/<token>/withdraw/", mine.withdraw, name="withdraw"),
    path("my/<token>/access/", mine.access, name="my_access"),
    path("my/<token>/back/", mine.take_back, name="take_back"),
    path("my/<token>/take/", mine.take_offer, name="take_offer"),
    path("my/<token>/prove/", mine.prove, name="prove"),
    path("my/<token>/seat/", mine.change_seat, name="change_seat"),
    path("my/<token>/erase/", erasing.erase, name="erase_me"),
    path("my/<token>/event.ics", mine.calendar_file, name="my_calendar"),
    path("join/<token>/", join.join, name="join"),
    path("stop/<token>/", mine.stop, name="stop"),
    path("inbox/<token>/", mine.inbox, name="inbox"),
    path("desk/events/<slug:slug>/duplicate/", copying.event_duplicate, name="event_duplicate"),
    path("desk/events/<slug:slug>/dates/", copying.event_dates, name="event_dates"),
    path("desk/series/<slug:slug>/duplicate/", copying.series_duplicate, name="series_duplicate"),
    path("desk/events/<slug:slug>/access/", access.event_access, name="event_access"),
    path("desk/events/<slug:slug>/reschedule/", organizer.event_reschedule, name="event_reschedule"),
    path("desk/events/<slug:slug>/cancel/", organizer.event_cancel, name="event_cancel"),
    path("desk/events/<slug:slug>/reinstate/", organizer.event_reinstate, name="event_reinstate"),
    path("desk/events/<slug:slug>/reminders/", organizer.event_reminders, name="reminders"),
    path("desk/events/<slug:slug>/mail/", mail.event_mail, name="event_mail"),
    path("desk/events/<slug:slug>/mail/rest/", mail.event_mail_rest, name="event_mail_rest"),
    path("desk/events/<slug:slug>/mail/<uuid:delivery>/", mail.event_mail_copy, name="event_mail_copy"),
    path("desk/events/<slug:slug>/attendance/", attendance.event_attendance, name="event_attendance"),
    path("desk/events/<slug:slug>/attendance/<int:number>/", attendance.event_attendance_found, name="event_attendance_found"),
    path("desk/events/<slug:slug>/attendance/<slug:kind>/back/", attendance.event_attendance_back, name="event_attendance_back"),
    path("desk/events/<slug:slug>/places/", places.event_places, name="event_places"),
    path("desk/events/<slug:slug>/places/<int:pk>/", places.event_request, name="event_request"),
    path("desk/events/<slug:slug>/registrations/", listing.registrations_list, name="registrations_list"),
    path("desk/events/<slug:slug>/registrations/acts/", listing.registrations_act, name="registrations_act"),
    path("desk/events/<slug:slug>/registrations/export/", exporting.registrations_export, name="registrations_export"),
    path("desk/events/<slug:slug>/registrations/import/", importing.registrations_import, name="registrations_import"),
    path(
        "desk/events/<slug:slug>/registrations/import/<int:number>/",
        importing.registrations_import_found,
        name="registrations_import_found",
    ),
]
