from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0010_digests_of_all_values")]

    operations = [
        migrations.RemoveConstraint("runblock", "one_inside_per_block"),
        migrations.AddField("runblock", "key", models.CharField(max_length=64, default=""), preserve_default=False),
        migrations.AlterField("runchange", "type", models.TextField()),
    ]
