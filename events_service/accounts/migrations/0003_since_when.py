from django.db import migrations
from django.db.models import OuterRef, Subquery


def as_long_as_their_account(apps, schema_editor):
    """Nobody wrote down when somebody joined; until now they joined as their account was made."""
    User = apps.get_model("accounts", "User")
    made_at = User.objects.filter(pk=OuterRef("user_id")).values("joined_at")
    apps.get_model("accounts", "Membership").objects.update(joined_at=Subquery(made_at))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_people"),
    ]

    operations = [
        migrations.RunPython(as_long_as_their_account, migrations.RunPython.noop),
    ]
