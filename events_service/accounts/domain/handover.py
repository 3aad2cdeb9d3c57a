"""Telling somebody that they take over from who goes."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language

from events_service.accounts.models import Membership
from events_service.mail.domain import outbox, rendering
from events_service.mail.domain.outbox import Recipient, Sender
from events_service.mail.models.kinds import expiry


def tell(successor: Membership, *, leaver: Membership, now: datetime) -> None:
    """Mail the successor that they were named, in the name of the organization, and where what waits is listed."""
    organization = successor.organization
    message = outbox.open_message(
        key=f"handover:{leaver.pk}",
        kind="handover",
        topic=f"organization:{organization.pk}",
        sender=Sender(organization.name, organization.sender_address, organization.reply_to),
        texts=rendering.freeze("handover", {"organization": organization, "leaver": leaver.user.known_as}),
        expires_at=expiry("handover", now=now),
    )
    language = get_language() or settings.LANGUAGE_CODE
    outbox.add(message, [Recipient(f"user:{successor.user_id}", successor.user.email, successor.user.name, language, organization.zone)])
