"""What is kept when people are erased: a receipt, and numbers. No row here is about one person."""

from django.db import models

from events_service.accounts.models import Organization
from events_service.events.models import Event


class Erasure(models.Model):
    """A receipt: how much was erased of one event, and when; of a single person at their request, or of all when their time was over."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="erasures")
    on_request = models.BooleanField(help_text="One person asked for it; else the time for which an event's people are kept was over.")
    people = models.PositiveIntegerField(default=0)
    mails = models.PositiveIntegerField(default=0)
    belongings = models.PositiveIntegerField(default=0, help_text="Rows about them: answers, access requests, calendar entries, minutes.")
    erased_at = models.DateTimeField()

    class Meta:
        ordering = ("erased_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("event",), condition=models.Q(on_request=False), name="registrations_time_is_over_once"),
        )

    def __str__(self) -> str:
        return f"{self.people} of {self.event_id}"


class CountedBy(models.TextChoices):
    """By what the places of an event are told apart in a report."""

    LANGUAGE = "language"
    COUNTRY = "country"
    SOURCE = "source"


class PlaceTotal(models.Model):
    """How many places of erased people fall to one language, country or source of an event. Each is counted by itself, never crossed."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="place_totals")
    part = models.CharField(max_length=8, choices=CountedBy.choices)
    value = models.CharField(max_length=40, blank=True, help_text="A language, a country's two letters or a label; empty: not known.")
    registered = models.PositiveIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("event", "part", "value"), name="registrations_place_total_once"),)

    def __str__(self) -> str:
        return f"{self.part} {self.value}: {self.registered}"


class Span(models.TextChoices):
    """Among which events a person is counted once."""

    YEAR = "year"
    SERIES = "series"


class PeopleTotal(models.Model):
    """How many different people one host's report of a year or a series lost when those of this event were erased."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="people_totals")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    span = models.CharField(max_length=6, choices=Span.choices)
    registered = models.PositiveIntegerField(default=0)
    registered_again = models.PositiveIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)
    came_again = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("event", "organization", "span"), name="registrations_people_total_once"),)

    def __str__(self) -> str:
        return f"{self.registered} people of {self.event_id}"
