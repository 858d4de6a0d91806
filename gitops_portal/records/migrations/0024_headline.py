"""Lists tell what a run comes to in one line; of runs that were evaluated before, they tell what they told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0023_fill_unjudged")]

    operations = [
        migrations.AddField(
            model_name="run", name="headline", field=models.CharField(blank=True, default="", max_length=120)
        ),
    ]
