"""Lists ask the database whether a plan failed, and what was applied lately; no document is read for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0029_applies_in_order")]

    operations = [
        migrations.AddField(model_name="run", name="plan_errored", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["applied_at", "workspace", "cost_before", "cost_after"], name="run_applied"),
        ),
    ]
