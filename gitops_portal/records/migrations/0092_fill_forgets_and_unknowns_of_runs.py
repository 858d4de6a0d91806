"""Runs that were evaluated already tell both from their summaries. There is nothing to undo."""

from __future__ import annotations

from typing import Any

from django.db import migrations

BATCH = 200


def fill(apps: Any, _: object) -> None:
    runs = apps.get_model("records", "Run").objects
    asked = ("pk", "summary__plan__changes__forget", "summary__plan__changes__unknown")
    found = [told for told in runs.order_by("pk").values_list(*asked).iterator(BATCH) if told[1] or told[2]]
    for pk, forgets, unknowns in found:
        runs.filter(pk=pk).update(forgets=forgets or 0, unknowns=unknowns or 0)


class Migration(migrations.Migration):
    dependencies = [("records", "0091_forgets_and_unknowns_of_runs")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
