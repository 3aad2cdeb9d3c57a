"""Texts that must not be kept."""

from django.db.models.functions import Now

from events_service.mail.models import Message
from events_service.mail.models.kinds import ASKED_FOR


def erase_spent_links() -> int:
    """Erase the texts of sign-in mails whose time is over; that one was sent stays on record. Return how many."""
    return Message.objects.filter(kind__in=ASKED_FOR, expires_at__lte=Now()).exclude(texts={}).update(texts={})
