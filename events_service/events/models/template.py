from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization, User
from events_service.events.models.picture import Picture
from events_service.events.models.series import Series


class EventTemplateQuerySet(models.QuerySet["EventTemplate"]):
    def edited_by(self, user: User) -> "EventTemplateQuerySet":
        """Those of organizations in whose name this user may act."""
        return self.filter(organization__in=Organization.objects.edited_by(user))

    def seen_by(self, user: User) -> "EventTemplateQuerySet":
        """Those of organizations that this user belongs to, as a viewer too."""
        return self.filter(organization__in=Organization.objects.of(user))


class EventTemplate(models.Model):
    """What an organization writes again and again, under a name of its own. No event: nothing that lists events can find it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="event_templates")
    name = models.CharField(_("name"), max_length=120)
    written = models.JSONField(encoder=DjangoJSONEncoder, help_text="What was written of the event; checked whenever it is used.")
    reminders = models.JSONField(default=list, help_text="Lead and note of each, as registrations writes them.")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="templates", help_text="The cover, if it was not woven."
    )
    saved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField()

    objects = EventTemplateQuerySet.as_manager()

    class Meta:
        ordering = (Lower("name"), "pk")
        constraints = (models.UniqueConstraint("organization", Lower("name"), name="events_template_named_once"),)

    def __str__(self) -> str:
        return self.name
