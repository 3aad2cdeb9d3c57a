import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events_service.events.models.event import Event
from events_service.events.models.speaker import Speaker


def new_key() -> str:
    """Return an opaque label for a person at an event: 32 hexadecimal digits."""
    return uuid.uuid4().hex


class Consent(models.TextChoices):
    YES = "yes", _("may be recorded")
    NO = "no", _("not to be recorded")


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def standing(self) -> "EngagementQuerySet":
        """Of who still takes part."""
        return self.filter(ended_at=None)

    def invited(self) -> "EngagementQuerySet":
        """Of who takes part and was written to, so that every change has to be told."""
        return self.standing().filter(invited_at__isnull=False)


class Engagement(models.Model):
    """What the hosts and one person who speaks, moderates or interprets have settled about one event, in whatever parts.

    A row of its own, so that no page, feed or API that shows who speaks can show an address by mistake. `key` labels the
    person in mail and in their personal link; `link_version` revokes it; `calendar_revision` rises when they are taken off
    or come back, so that their entry's SEQUENCE never falls.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="engagements")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="engagements")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1)
    email = models.EmailField(_("private address"), blank=True, help_text="Seen by the organizers of the hosts alone.")
    language = models.CharField(_("language of the mails"), max_length=8)
    zone = models.CharField(_("time zone"), max_length=64, help_text="Where they are, or the event's.")
    invited_at = models.DateTimeField(null=True, blank=True, help_text="When the last invitation was posted.")
    told_sequence = models.PositiveIntegerField(default=0, help_text="The event's sequence this person was last written about.")
    told_starts_at = models.DateTimeField(null=True, blank=True, help_text="The start this person was last told.")
    calendar_revision = models.PositiveIntegerField(default=0)
    consent = models.CharField(max_length=3, choices=Consent.choices, blank=True, help_text="Empty: not answered.")
    consent_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When they last said that what is shown of them is right.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When they were taken off the event.")

    objects = EngagementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("event", "speaker"), name="events_engaged_once"),
            models.CheckConstraint(condition=Q(invited_at=None) | Q(told_starts_at__isnull=False), name="events_invited_to_a_time"),
            models.CheckConstraint(condition=Q(consent="", consent_at=None) | Q(consent_at__isnull=False), name="events_consented_when"),
        )

    def __str__(self) -> str:
        return f"engagement {self.pk}"


class GreenRoom(models.Model):
    """Where those who speak meet before it begins. A row of its own, like the room: no page that shows an event can show it."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="green_room")
    url = models.URLField(_("address of the green room"), max_length=1_000, blank=True)
    passcode = models.CharField(_("passcode"), max_length=100, blank=True)
    notes = models.TextField(_("notes"), max_length=5_000, blank=True)

    def __str__(self) -> str:
        return f"green room of {self.event_id}"
