"""What became of what was sent, counted by the database."""

from django.db.models import Count

from events_service.mail.models import Delivery, Fate

LEFT = (Fate.SENT, Fate.DELIVERED)
IN_TRANSIT = (Fate.QUEUED, Fate.CLAIMED, Fate.SENDING)
TROUBLED = (Fate.BOUNCED, Fate.COMPLAINED, Fate.FAILED, Fate.UNKNOWN)

Fates = dict[str, dict[Fate, int]]


def of(*, topic: str | None = None, recipient: str | None = None) -> Fates:
    """Return, by kind, how many copies about this topic (or to this recipient) met which fate."""
    copies = Delivery.objects.filter(message__topic=topic) if topic is not None else Delivery.objects.all()
    if recipient is not None:
        copies = copies.filter(recipient=recipient)
    fates: Fates = {}
    for kind, state, count in copies.values_list("message__kind", "state").annotate(count=Count("pk")).order_by():
        fates.setdefault(kind, {})[Fate(state)] = count
    return fates


def latest(recipients: list[str], *, kinds: tuple[str, ...]) -> dict[str, Fate]:
    """Return, by recipient, the fate of the newest copy of these kinds."""
    rows = (
        Delivery.objects.filter(recipient__in=recipients, message__kind__in=kinds).order_by("created_at").values_list("recipient", "state")
    )
    return {recipient: Fate(state) for recipient, state in rows}
