"""Runs that were evaluated already tell it from their summaries. There is nothing to undo."""

from __future__ import annotations

from typing import Any

from django.db import migrations

BATCH = 200


def fill(apps: Any, _: object) -> None:
    runs = apps.get_model("records", "Run").objects
    found = []
    for pk, told in runs.order_by("pk").values_list("pk", "summary__guardrails__unjudged").iterator(BATCH):
        if told:
            found.append(pk)
    for start in range(0, len(found), BATCH):
        runs.filter(pk__in=found[start : start + BATCH]).update(unjudged=True)


class Migration(migrations.Migration):
    dependencies = [("records", "0022_unjudged")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
