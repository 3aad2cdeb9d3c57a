import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event


class Status(models.TextChoices):
    PENDING = "pending", _("waiting for approval")
    CONFIRMED = "confirmed", _("registered")
    WAITLISTED = "waitlisted", _("on the waiting list")
    WITHDRAWN = "withdrawn", _("cannot come")
    DECLINED = "declined", _("declined")


ACTIVE = (Status.PENDING, Status.CONFIRMED, Status.WAITLISTED)


def new_key() -> str:
    """Return an opaque label for a person at an event: 32 hexadecimal digits."""
    return uuid.uuid4().hex


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def active(self) -> "RegistrationQuerySet":
        return self.filter(status__in=ACTIVE)

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(status=Status.CONFIRMED)

    def waitlisted(self) -> "RegistrationQuerySet":
        """Those who wait, in the order in which they get a place."""
        return self.filter(status=Status.WAITLISTED).order_by("turn")

    def taking_places(self) -> "RegistrationQuerySet":
        return self.filter(status__in=(Status.PENDING, Status.CONFIRMED))

    def held(self) -> "RegistrationQuerySet":
        """Places that were kept to the end, or where somebody came: what counts afterwards."""
        return self.filter(Q(status__in=(Status.PENDING, Status.CONFIRMED)) | Q(attended_at__isnull=False))

    def lock(self, pk: int) -> "Registration":
        """Lock the row until the transaction ends and return it as it is now. Lock its event first."""
        return self.select_for_update().get(pk=pk)


class Registration(models.Model):
    """One address's place at one event.

    `key` labels the person in mail and personal links; `link_version` revokes links; `calendar_revision` rises with
    each withdrawal or return, so that the personal calendar entry's SEQUENCE never falls.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=12, choices=Status.choices)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email"), help_text="As typed.")
    address = models.EmailField(max_length=320, help_text="As compared.")
    language = models.CharField(max_length=8)
    zone = models.CharField(max_length=64, help_text="Where they are, or the event's.")
    source = models.CharField(max_length=40, blank=True, help_text="The ?from= label of the link they came by.")
    turn = models.IntegerField(null=True, blank=True, help_text="Place in the waitlist, in order of commit; lower is sooner.")
    calendar_revision = models.PositiveIntegerField(default=0)
    told_sequence = models.PositiveIntegerField(help_text="The event's sequence this person was last written about.")
    told_starts_at = models.DateTimeField(help_text="The start this person was last told.")
    registered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("event", "address"), name="registrations_one_per_address"),
            models.UniqueConstraint(fields=("event", "turn"), name="registrations_one_turn_each", condition=Q(status="waitlisted")),
            models.CheckConstraint(condition=~Q(status="waitlisted") | Q(turn__isnull=False), name="registrations_a_turn_while_waiting"),
            models.CheckConstraint(condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False), name="registrations_confirmed_since"),
        )
        indexes = (
            models.Index(fields=("event", "status", "id"), name="registrations_in_order"),
            models.Index(fields=("event", "-registered_at"), name="registrations_latest"),
        )

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE
