"""Lists tell, too, that something changes which no guardrail knows; what stands is filled in by the next step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0021_one_decision_per_identity")]

    operations = [
        migrations.AddField(model_name="run", name="unjudged", field=models.BooleanField(default=False)),
    ]
