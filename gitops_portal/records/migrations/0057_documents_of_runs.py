"""The large documents of runs go into a table of their own; the columns that held them end with the next migration."""

import django.db.models.deletion
from django.db import migrations, models

COPY = """
INSERT INTO records_rundocument (run_id, "view", report)
SELECT id, "view", report FROM records_run WHERE evaluated_at IS NOT NULL
"""
BACK = """
UPDATE records_run SET
  "view" = (SELECT kept."view" FROM records_rundocument kept WHERE kept.run_id = records_run.id),
  report = (SELECT kept.report FROM records_rundocument kept WHERE kept.run_id = records_run.id)
WHERE id IN (SELECT run_id FROM records_rundocument)
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0056_channels")]

    operations = [
        migrations.CreateModel(
            name="RunDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("view", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="document", to="records.run"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(COPY, BACK),
    ]
