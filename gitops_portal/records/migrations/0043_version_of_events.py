"""Events tell which canonical form their hash is of; those that are there are of the first."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0042_newest_plans_by_index_alone")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="auditevent",
            name="version",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
    ]
