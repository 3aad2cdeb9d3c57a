from itertools import count

from django.db import migrations
from django.utils.text import slugify


def give_addresses(apps, schema_editor):
    """Make each person's address from the name, numbered where two have the same."""
    speakers = apps.get_model("events", "Speaker").objects
    taken = set(speakers.exclude(slug=None).values_list("slug", flat=True))
    for speaker in speakers.filter(slug=None).order_by("pk").iterator():
        base = slugify(speaker.name)[:70].strip("-_") or "speaker"
        speaker.slug = next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)
        taken.add(speaker.slug)
        speaker.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [("events", "0006_speakers_are_told")]

    operations = [migrations.RunPython(give_addresses, migrations.RunPython.noop)]
