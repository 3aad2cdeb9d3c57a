from django.db import models
from django.utils.translation import gettext_lazy as _

from events_service.events.models.event import Event


class Room(models.Model):
    """Where an online event meets. A row of its own, so that no page, feed or API that shows an event can show it by mistake.

    When `size` people have come in, the next ones are led to the overflow room, where there is one.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="room")
    url = models.URLField(_("address of the room"), max_length=1_000)
    passcode = models.CharField(_("passcode"), max_length=100, blank=True)
    phone = models.TextField(_("to join by phone"), max_length=2_000, blank=True, help_text="A number on each line, its country before it.")
    captions_url = models.URLField(_("live captions"), max_length=1_000, blank=True)
    interpretation = models.CharField(_("interpretation"), max_length=500, blank=True, help_text="How to listen in another language.")
    size = models.PositiveIntegerField(_("how many it takes"), null=True, blank=True, help_text="Null: everybody.")
    overflow_url = models.URLField(_("address of the overflow room"), max_length=1_000, blank=True)
    overflow_passcode = models.CharField(_("passcode of the overflow room"), max_length=100, blank=True)
    who_to_call = models.CharField(_("who to call"), max_length=300, blank=True, help_text="For organizers alone.")
    moved_at = models.DateTimeField(null=True, blank=True, help_text="When people were last led elsewhere than before.")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(size=None) | models.Q(size__gt=0), name="events_a_room_takes_somebody"),)

    def __str__(self) -> str:
        return f"room of {self.event_id}"


class ScreenLine(models.Model):
    """What the organizers say on every waiting screen of an event, in one line: "We start at 10:05"."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="screen_line")
    words = models.CharField(_("line"), max_length=200)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.words
