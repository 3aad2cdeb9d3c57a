import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events_service.events.models import Event
from events_service.lib.folding import FoldedField


class Status(models.TextChoices):
    UNPROVEN = "unproven", _("address not confirmed yet")
    PENDING = "pending", _("waiting for approval")
    CONFIRMED = "confirmed", _("registered")
    WAITLISTED = "waitlisted", _("on the waiting list")
    OFFERED = "offered", _("a place is offered")
    LAPSED = "lapsed", _("let the offer pass")
    WITHDRAWN = "withdrawn", _("cannot come")
    DECLINED = "declined", _("declined")


class Seat(models.TextChoices):
    """Where one takes part."""

    ROOM = "room", _("in the room")
    ONLINE = "online", _("online")


class Way(models.TextChoices):
    """By which way somebody came in."""

    ROOM = "online", _("in the room online")
    OVERFLOW = "overflow", _("in the overflow room")
    DOOR = "door", _("at the door")


TOLD = (Status.PENDING, Status.CONFIRMED, Status.WAITLISTED, Status.OFFERED)
ACTIVE = (Status.UNPROVEN, *TOLD)


def taking_a_place(now: datetime) -> Q:
    """Return the condition of whose place nobody else can have: who has one, and for whom one is held until later than now."""
    held = (Status.UNPROVEN, Status.OFFERED, Status.WITHDRAWN)
    return Q(status=Status.CONFIRMED) | Q(status__in=held, held_until__gt=now)


def new_key() -> str:
    """Return an opaque label for a person at an event: 32 hexadecimal digits."""
    return uuid.uuid4().hex


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def known(self) -> "RegistrationQuerySet":
        """Those of whom we know who they are: nobody has erased them yet."""
        return self.filter(erased_at=None)

    def active(self) -> "RegistrationQuerySet":
        return self.known().filter(status__in=ACTIVE)

    def told(self) -> "RegistrationQuerySet":
        """Those who learn of what changes: all but who has not shown yet that the address is theirs."""
        return self.known().filter(status__in=TOLD)

    def confirmed(self) -> "RegistrationQuerySet":
        return self.known().filter(status=Status.CONFIRMED)

    def waitlisted(self) -> "RegistrationQuerySet":
        """Those who wait, in the order in which they get a place; some of them take part online meanwhile."""
        return self.filter(turn__isnull=False).order_by("turn")

    def waiting_for(self, seat: Seat) -> "RegistrationQuerySet":
        """Those who wait for this kind of place. Who has one online and a turn waits for the room."""
        in_line = self.waitlisted()
        return in_line.filter(seat=seat, status=Status.WAITLISTED) | (
            in_line.filter(status=Status.CONFIRMED) if seat == Seat.ROOM else in_line.none()
        )

    def held(self) -> "RegistrationQuerySet":
        """Places that were kept to the end, or where somebody came: what counts afterwards."""
        return self.filter(Q(status=Status.CONFIRMED) | Q(attended_at__isnull=False))

    def lock(self, pk: int) -> "Registration":
        """Lock the row until the transaction ends and return it as it is now. Lock its event first."""
        return self.select_for_update().get(pk=pk)


class Registration(models.Model):
    """One address's place at one event, in the room or online.

    A place is held for this person until `held_until`: while an offer stands, while the address is not proven, and for the
    grace time after it was given back. Who has a place online and a `turn` waits for one in the room.

    `key` labels the person in mail and personal links; `link_version` revokes links; `calendar_revision` rises with
    each withdrawal or return, so that the personal calendar entry's SEQUENCE never falls.

    Once it is erased, the row is a number: neither name nor address, nor what could be put together to find the person. Only
    the personal links still find it, to lead on to the event.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=12, choices=Status.choices)
    name = models.CharField(_("name"), max_length=120)
    sought = FoldedField(of="name", max_length=160, help_text="The name as it is looked for and put in order.")
    email = models.EmailField(_("email"), help_text="As typed.")
    address = models.EmailField(max_length=320, help_text="As compared.")
    language = models.CharField(max_length=8)
    zone = models.CharField(max_length=64, help_text="Where they are, or the event's.")
    source = models.CharField(max_length=40, blank=True, help_text="The ?from= label of the link they came by.")
    seat = models.CharField(max_length=8, choices=Seat.choices, default=Seat.ONLINE)
    held_until = models.DateTimeField(null=True, blank=True)
    by_hand = models.BooleanField(default=False, help_text="An organizer gave the place: it counts among the kept ones first.")
    turn = models.IntegerField(null=True, blank=True, help_text="Place in the waitlist, in order of commit; lower is sooner.")
    calendar_revision = models.PositiveIntegerField(default=0)
    told_sequence = models.PositiveIntegerField(help_text="The event's sequence this person was last written about.")
    told_starts_at = models.DateTimeField(help_text="The start this person was last told.")
    registered_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True, help_text="When the person showed that the address is theirs.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True, help_text="When this person first came in.")
    came_by = models.CharField(max_length=8, choices=Way.choices, blank=True, help_text="Empty where only a report says that they came.")
    last_in_at = models.DateTimeField(null=True, blank=True, help_text="When this person last tapped to come in online.")
    with_them = models.PositiveSmallIntegerField(default=0, help_text="How many others took part with them, as they say.")
    erased_at = models.DateTimeField(null=True, blank=True, help_text="Since when nothing of the person is left in this row.")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("event", "address"), name="registrations_one_per_address"),
            models.UniqueConstraint(fields=("event", "turn"), name="registrations_one_turn_each", condition=Q(turn__isnull=False)),
            models.CheckConstraint(condition=~Q(status="waitlisted") | Q(turn__isnull=False), name="registrations_a_turn_while_waiting"),
            models.CheckConstraint(condition=~Q(status="offered") | Q(held_until__isnull=False), name="registrations_offered_until"),
            models.CheckConstraint(condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False), name="registrations_confirmed_since"),
            models.CheckConstraint(condition=Q(erased_at=None) | Q(name="", email="", sought=""), name="registrations_erased_has_no_name"),
        )
        indexes = (
            models.Index(fields=("event", "status", "id"), name="registrations_in_order"),
            models.Index(fields=("event", "-registered_at"), name="registrations_latest"),
            models.Index(fields=("event", "sought", "id"), name="registrations_by_name"),
            models.Index(fields=("event", "source"), name="registrations_by_source"),
            models.Index(fields=("event",), name="registrations_known", condition=Q(erased_at=None)),
            models.Index(fields=("address",), name="registrations_by_address"),
        )

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.erased_at is None and self.status in ACTIVE

    def is_held(self, now: datetime) -> bool:
        """Tell whether a place is kept for this person that they have not taken, or have given back."""
        return self.held_until is not None and self.held_until > now
