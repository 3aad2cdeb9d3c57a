from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0007_speakers_have_a_page")]

    operations = [migrations.AlterField(model_name="speaker", name="slug", field=models.SlugField(max_length=80, unique=True))]
