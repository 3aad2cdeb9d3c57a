"""People who register."""

from django.core import mail

from events_service.mail.domain import sending
from registrations.domain import signup
from registrations.domain.signup import Details


def details(email="rosa@valle.example", *, name="Rosa Valle", language="en", zone="America/Mexico_City", seat=""):
    return Details(name=name, email=email, language=language, zone=zone, seat=seat)


def register(event, email="rosa@valle.example", *, now, **said):
    return signup.register(event, details=details(email, **said), now=now)


def deliver():
    """Let the worker send what waits, and return the mails that left, oldest first."""
    before = len(mail.outbox)
    sending.drain()
    return mail.outbox[before:]
