"""Rows of who comes."""

from registrations.models.access_request import AccessRequest, AccessTotal, Answer
from registrations.models.calendar_object import CalendarObject
from registrations.models.registration import Registration, Status
from registrations.models.reminder import Lead, Reminder

__all__ = ["AccessRequest", "AccessTotal", "Answer", "CalendarObject", "Lead", "Registration", "Reminder", "Status"]
