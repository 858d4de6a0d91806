"""Runs that came before tell whether their plan failed, and no cost where nothing could be priced. Nothing to undo."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def fill(apps: Any, _: object) -> None:
    runs = apps.get_model("records", "Run").objects.order_by()
    runs.filter(summary__plan__errored=True).update(plan_errored=True)
    free = runs.filter(cost_before=0, cost_after=0)
    unpriced = {"summary__cost__coverage__priced": 0, "summary__cost__coverage__unpriced__gt": 0}
    free.filter(**unpriced).update(cost_before=None, cost_after=None)


class Migration(migrations.Migration):
    dependencies = [("records", "0030_columns_of_lists")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
