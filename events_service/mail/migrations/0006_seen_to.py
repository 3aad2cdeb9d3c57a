from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0005_fewer_indexes")]

    operations = [
        migrations.AlterField(
            model_name="message", name="kind", field=models.CharField(help_text="One of models/kinds.py.", max_length=24)
        ),
        migrations.AddField(
            model_name="delivery",
            name="seen_to_at",
            field=models.DateTimeField(help_text="Since when an organizer has dealt with what became of it.", null=True),
        ),
    ]
