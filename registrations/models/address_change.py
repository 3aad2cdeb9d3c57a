from django.db import models

from registrations.models.registration import Registration


class AddressChange(models.Model):
    """Another address that a person named, until its link was followed. `number` stands in that link, so that no older one proves it."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="address_change")
    number = models.PositiveIntegerField()
    email = models.EmailField(help_text="As typed.")
    asked_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"change of {self.registration_id}"
