"""Rows of who comes."""

from registrations.models.access_request import AccessRequest, AccessTotal, Answer
from registrations.models.address_change import AddressChange
from registrations.models.announcement import Announcement
from registrations.models.attendance import AttendanceReport, Presence
from registrations.models.calendar_object import CalendarObject
from registrations.models.door import Door
from registrations.models.erasure import CountedBy, Erasure, PeopleTotal, PlaceTotal, Span
from registrations.models.registration import Registration, Seat, Status, Way
from registrations.models.reminder import Lead, Reminder
from registrations.models.upload import Upload

__all__ = [
    "AccessRequest",
    "AccessTotal",
    "AddressChange",
    "Announcement",
    "Answer",
    "AttendanceReport",
    "CalendarObject",
    "CountedBy",
    "Door",
    "Erasure",
    "Lead",
    "PeopleTotal",
    "PlaceTotal",
    "Presence",
    "Registration",
    "Reminder",
    "Seat",
    "Span",
    "Status",
    "Upload",
    "Way",
]
