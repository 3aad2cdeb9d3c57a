from django.db import models
from django.utils.translation import gettext_lazy as _

from events_service.events.models import AccessKind, AccessService, Event
from registrations.models.registration import TOLD, Registration


class Answer(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def standing(self) -> "AccessRequestQuerySet":
        """Those of people who have a place or wait for one, with an address that is proven where proof is asked for."""
        return self.filter(registration__status__in=TOLD)

    def unanswered(self) -> "AccessRequestQuerySet":
        return self.filter(answer="")


class AccessRequest(models.Model):
    """What one person needs to take part. Only organizers see it, no mail or export carries it, and it is erased after the event."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="access_request")
    services = models.ManyToManyField(AccessService, related_name="requests", blank=True)
    words = models.TextField(_("what else they need"), max_length=2_000, blank=True)
    asked_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=3, choices=Answer.choices, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "id")

    def __str__(self) -> str:
        return f"request {self.pk}"


class AccessTotal(models.Model):
    """What is kept when the requests are erased: how many asked for one thing at one event, and to how many it was given."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="access_totals")
    kind = models.CharField(max_length=16, choices=AccessKind.choices, blank=True, help_text="Empty: all people who asked for anything.")
    language = models.CharField(max_length=8, blank=True)
    asked = models.PositiveIntegerField(default=0)
    given = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("event", "kind", "language"), name="registrations_access_total_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.language}: {self.asked}"
