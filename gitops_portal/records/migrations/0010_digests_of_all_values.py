"""Room for digests of all that a plan would do, and for texts that are read whole.

Digests of before were made of what was shown, which other changes share: they are dropped, and what is not known is never
equal to anything.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def forget(apps: Any, _: object) -> None:
    apps.get_model("records", "RunChange").objects.exclude(digest="").update(digest="")


class Migration(migrations.Migration):
    dependencies = [("records", "0009_end_old_sessions")]

    operations = [
        migrations.AddField("run", "change_digest", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("run", "change_parts", models.JSONField(blank=True, default=dict)),
        migrations.CreateModel(
            "RunText",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("text", models.TextField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="records.run"
                    ),
                ),
            ],
            {"constraints": [models.UniqueConstraint(fields=("run", "digest"), name="one_text_per_digest")]},
        ),
        migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),
    ]
