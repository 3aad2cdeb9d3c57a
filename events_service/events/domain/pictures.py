"""Keeping the files of pictures, and throwing away those that nothing shows any more.

A picture's row is there before its files and goes after them, so that whatever breaks in between, the sweep finds it.
"""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from events_service.events.models import Picture
from events_service.lib.jobs import ring
from events_service.lib.pictures import Made

WAITS = timedelta(days=1)  # a picture that was uploaded and is shown nowhere yet: its form may still be open


def keep(made: Made, *, now: datetime) -> Picture:
    """Write the files and return the row to refer to. Not within a transaction: what it takes back would leave the files behind.

    A picture that nothing refers to is thrown away after a day.
    """
    with transaction.atomic(durable=True):
        picture = Picture.objects.create(width=made.width, height=made.height, widths=list(made.widths), made_at=now)
    for name, content in made.files.items():
        default_storage.save(path_of(picture.key, name), ContentFile(content))
    return picture


def let_go(picture: Picture) -> None:
    """Have the files thrown away once the transaction has committed, if nothing else shows them. Call it whenever a row stops referring."""
    ring("events.forget_picture", picture.pk)


def forget(picture_id: int) -> None:
    """Throw away the files and the row, unless something refers to it."""
    with transaction.atomic():
        picture = Picture.objects.select_for_update().filter(pk=picture_id).first()
        if picture and Picture.objects.unused().filter(pk=picture_id).exists():
            for width in picture.widths:
                for kind in ("avif", "webp"):
                    default_storage.delete(path_of(picture.key, f"{width}.{kind}"))
            picture.delete()


def forgotten(now: datetime) -> list[int]:
    """Return the pictures that nothing refers to and that have waited long enough."""
    return list(Picture.objects.unused().made_before(now - WAITS).values_list("pk", flat=True))


def path_of(key: str, name: str) -> str:
    """Return where a file lies in the storage."""
    return f"pictures/{key}-{name}"
