"""What the gate holds on to: the plan file, for workspaces that are new from now on; and the order of commits and pipelines."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0014_ci_names")]
    operations = [
        # Workspaces that are here already keep what their CI does; new ones begin with it.
        migrations.AddField("workspace", "requires_plan_file", models.BooleanField(default=False)),
        migrations.AlterField("workspace", "requires_plan_file", models.BooleanField(default=True)),
        migrations.AddField("run", "committed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("run", "pipeline", models.PositiveBigIntegerField(blank=True, null=True)),
    ]
