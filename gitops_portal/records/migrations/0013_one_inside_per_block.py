from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0012_fill_keys_of_blocks")]

    operations = [
        migrations.AddConstraint(
            "runblock", models.UniqueConstraint(fields=["run", "key"], name="one_inside_per_block")
        ),
    ]
