"""A decision keeps what it was told to let through, in the words that were read. Older ones name guardrails alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0024_headline")]

    operations = [
        migrations.AddField(
            model_name="decision", name="sentences", field=models.JSONField(blank=True, default=list)
        ),
    ]
