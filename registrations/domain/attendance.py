"""Who came."""

from datetime import datetime

from registrations.models import Registration


def record_join(registration: Registration, *, now: datetime) -> None:
    """Note when this person first came in."""
    Registration.objects.filter(pk=registration.pk, attended_at=None).update(attended_at=now)
