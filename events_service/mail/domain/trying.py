"""One mail sent by hand through the very engine, to learn what the mail service answers. Nobody else's mail leaves by it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from events_service.mail.domain import answers, doors, leaving, office, outbox, recording, rendering
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.domain.handing_over import hand_over
from events_service.mail.domain.outbox import Recipient, Sender
from events_service.mail.domain.pulse import pulse
from events_service.mail.models import Delivery, Fate
from events_service.mail.models.kinds import expiry


@dataclass(frozen=True)
class Trial:
    """The copy as it was left, and what the mail service said; None where the copy was not to leave at all."""

    delivery: Delivery
    answer: Answer | None


def send(address: str, *, sender: Sender, language: str, now: datetime) -> Trial:
    """Post a test mail and hand it over at once, even while sending is paused or the way out is shut. What left opens it again."""
    with pulse.at_work() as crew:
        delivery = _post_into_hand(crew, address, sender=sender, language=language, now=now)
        answer = None
        if delivery.state == Fate.CLAIMED and leaving.may_leave(delivery, crew):
            answer = _knock(delivery)
            if answer:
                recording.record(delivery, answer)
    if answer and answer.verdict == Verdict.LEFT:
        office.it_works()
    delivery.refresh_from_db()
    return Trial(delivery, answer)


@transaction.atomic
def _post_into_hand(crew: str, address: str, *, sender: Sender, language: str, now: datetime) -> Delivery:
    """Post it and take it in hand in one transaction, so that no worker finds it in between."""
    message = outbox.open_message(
        key=f"test:{uuid4().hex}",
        kind="test",
        topic="test",
        sender=sender,
        texts=rendering.freeze("test", {"host": settings.SITE_HOST}),
        expires_at=expiry("test", now=now),
    )
    outbox.add(message, [Recipient("test", address, "", language, settings.TIME_ZONE)])
    office.book(message.deliveries.filter(state=Fate.QUEUED).update(state=Fate.CLAIMED, claimed_by=crew))
    return message.deliveries.select_related("message").get()


def _knock(delivery: Delivery) -> Answer | None:
    try:
        door = doors.door()
    except Exception as error:  # settings that make no way out
        return answers.to(error)
    try:
        return hand_over(delivery, door)
    finally:
        door.close()
