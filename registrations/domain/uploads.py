"""Files between looking at them and saying yes: kept for an hour, for who sent them alone, never on a disk of their own."""

import zlib
from datetime import datetime, timedelta

from events_service.accounts.models import User
from events_service.events.models import Event
from registrations.models import Upload

KEPT_FOR = timedelta(hours=1)


def keep(content: bytes, *, event: Event, purpose: Upload.Purpose, by: User, now: datetime) -> Upload:
    """Keep the file; what this person sent before for the same is forgotten."""
    Upload.objects.filter(event=event, purpose=purpose, by=by).delete()
    return Upload.objects.create(event=event, by=by, purpose=purpose, content=zlib.compress(content, 6), made_at=now)


def find(number: int, *, event: Event, purpose: Upload.Purpose, by: User, now: datetime) -> Upload | None:
    """Return the file that this person sent for this event, unless its hour is over."""
    return Upload.objects.filter(pk=number, event=event, purpose=purpose, by=by, made_at__gt=now - KEPT_FOR).first()


def content_of(upload: Upload) -> bytes:
    return zlib.decompress(upload.content)


def forget(upload: Upload) -> None:
    upload.delete()


def sweep(now: datetime) -> None:
    """Forget every file whose hour is over."""
    Upload.objects.filter(made_at__lte=now - KEPT_FOR).delete()
