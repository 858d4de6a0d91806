"""How often each guardrail objected lately, and where last, is counted by an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0037_viewed")]

    operations = [
        migrations.AddField(model_name="runfinding", name="at", field=models.DateTimeField(blank=True, null=True)),
        migrations.RemoveIndex(model_name="runfinding", name="finding_guardrail"),
        migrations.AddIndex(
            model_name="runfinding", index=models.Index(fields=["guardrail", "run"], name="finding_newest")
        ),
        migrations.AddIndex(
            model_name="runfinding",
            index=models.Index(fields=["at", "status", "guardrail", "run"], name="finding_hits"),
        ),
    ]
