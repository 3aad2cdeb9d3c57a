from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from events_service.lib.folding import folded

AT_ONCE = 1_000


def fold(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write how each name is looked for, as rows do from now on whenever they are saved."""
    rows = apps.get_model("registrations", "Registration").objects.order_by("pk")
    last = 0
    while chunk := list(rows.filter(pk__gt=last).only("name")[:AT_ONCE]):
        for row in chunk:
            row.sought = folded(row.name)[:160]
        rows.bulk_update(chunk, ["sought"])
        last = chunk[-1].pk


class Migration(migrations.Migration):
    dependencies = [("registrations", "0006_names_as_sought")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
