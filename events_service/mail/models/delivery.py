import uuid
from collections import deque

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events_service.mail.models.message import Message


class Fate(models.TextChoices):
    """What became of one copy. From `sent` on it is no longer ours to change, only to learn."""

    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("in hand")
    SENDING = "sending", _("leaving")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    BOUNCED = "bounced", _("bounced")
    COMPLAINED = "complained", _("marked as spam")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("not sent")
    RECALLED = "recalled", _("taken back")
    UNKNOWN = "unknown", _("unknown")


WAITING = (Fate.QUEUED, Fate.CLAIMED)
IN_HAND = (Fate.CLAIMED, Fate.SENDING)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(state__in=WAITING)

    def due(self) -> "DeliveryQuerySet":
        """Queued, and its time has come by the database's clock."""
        return self.filter(state=Fate.QUEUED, due_at__lte=Now())

    def take_back(self, fate: Fate, *, reason: str) -> int:
        """Let what waits end like this; return how many copies that were. What is leaving in this moment has no second try.

        Call it in a transaction.
        """
        self.filter(state__in=(*WAITING, Fate.SENDING)).lock_in_order()
        self.filter(state=Fate.SENDING).update(expires_at=Now())
        return self.waiting().update(state=fate, reason=reason)

    def lock_in_order(self) -> None:
        """Lock the rows until the transaction ends, in the order in which senders go through theirs: so no two wait in a circle."""
        deque(self.select_for_update(of=("self",)).by_urgency().values_list("pk").iterator(), maxlen=0)

    def by_urgency(self) -> "DeliveryQuerySet":
        """By lane, and within it turn by turn, so that a message to many does not hold up one to few."""
        return self.order_by("lane", "turn", "due_at", "id")


class Delivery(models.Model):
    """One copy to one address. `recipient` is the poster's own opaque label of the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries", db_index=False)  # mail_fates is one
    recipient = models.CharField(max_length=64)
    address = models.EmailField()
    address_hash = models.CharField(max_length=64, help_text="Keyed; what a suppression is compared with.")
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8)
    zone = models.CharField(max_length=64)
    values = models.JSONField(default=dict, help_text="What the placeholders of the text stand for in this copy.")
    lane = models.PositiveSmallIntegerField(help_text="The message's, kept here for the index.")
    turn = models.PositiveIntegerField(default=0, help_text="The copies of one message to many take turns with other messages.")
    expires_at = models.DateTimeField(help_text="The message's, kept here for the judgement.")
    state = models.CharField(max_length=12, choices=Fate.choices, default=Fate.QUEUED)
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Tries that were answered, and not with yes.")
    claimed_by = models.CharField(max_length=32, blank=True, help_text="The crew that has it, or had it last.")
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    seen_to_at = models.DateTimeField(null=True, help_text="Since when an organizer has dealt with what became of it.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        # few and partial: every change of state writes each of them anew
        constraints = (models.UniqueConstraint(fields=("recipient", "message"), name="mail_one_copy_each"),)
        indexes = (
            models.Index(fields=("lane", "turn", "due_at", "id"), name="mail_due", condition=models.Q(state="queued")),
            models.Index(fields=("claimed_by",), name="mail_in_hand", condition=models.Q(state__in=("claimed", "sending"))),
            models.Index(fields=("provider_id",), name="mail_provider", condition=~models.Q(provider_id="")),
            models.Index(fields=("address_hash",), name="mail_address"),
            models.Index(fields=("message", "state"), name="mail_fates"),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def fate(self) -> Fate:
        """What became of it."""
        return Fate(self.state)

    @property
    def is_stale(self) -> bool:
        """Whether it must not leave any more."""
        return self.expires_at <= timezone.now()


class DeliveryEvent(models.Model):
    """What happened to a delivery, appended and never changed; a provider's event is stored once."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=24)
    detail = models.CharField(max_length=300, blank=True)
    provider_event_id = models.CharField(max_length=200, null=True, blank=True, unique=True)
    happened_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("happened_at", "id")

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.what}"
