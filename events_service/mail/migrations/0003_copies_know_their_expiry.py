from django.db import migrations, models


def fill(apps, schema_editor):
    delivery, message = apps.get_model("mail", "Delivery"), apps.get_model("mail", "Message")
    expiry = message.objects.filter(pk=models.OuterRef("message_id")).values("expires_at")[:1]
    delivery.objects.filter(expires_at=None).update(expires_at=models.Subquery(expiry))


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_sending_engine")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
