import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import events_service.accounts.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="joined_at",
            field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[("owner", "Owner"), ("organizer", "Organizer"), ("viewer", "Viewer")], max_length=10, verbose_name="role"
            ),
        ),
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(help_text="One of Act.", max_length=24)),
                ("subject", models.CharField(db_index=True, max_length=80)),
                ("what", models.CharField(max_length=300)),
                ("more", models.CharField(blank=True, max_length=120)),
                ("happened_at", models.DateTimeField()),
                ("organizations", models.ManyToManyField(related_name="deeds", to="accounts.organization")),
                (
                    "who",
                    models.ForeignKey(
                        help_text="Null: the installation itself.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-happened_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=events_service.accounts.models.new_key,
                        editable=False,
                        help_text="The label in mail and link.",
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("email", models.EmailField(help_text="As typed.", max_length=254, verbose_name="email")),
                ("address", models.EmailField(help_text="As compared.", max_length=320)),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("organizer", "Organizer"), ("viewer", "Viewer")], max_length=10, verbose_name="role"
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="accounts.organization"),
                ),
            ],
            options={
                "ordering": ("sent_at", "pk"),
                "constraints": [models.UniqueConstraint(fields=("organization", "address"), name="accounts_invited_once")],
            },
        ),
    ]
