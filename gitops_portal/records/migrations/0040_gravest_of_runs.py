"""A run keeps by name what it destroys, replaces or is blocked by, so that many runs can be told of at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0039_fill_findings_by_time")]

    operations = [
        migrations.AddField(model_name="run", name="gravest", field=models.JSONField(blank=True, null=True)),
    ]
