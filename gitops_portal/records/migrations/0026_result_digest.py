"""A run knows what would stand after it, so that a plan which goes back to an earlier one is recognised."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0025_sentences_of_decisions")]

    operations = [
        migrations.AddField(
            model_name="run", name="result_digest", field=models.CharField(blank=True, default="", max_length=64)
        ),
    ]
