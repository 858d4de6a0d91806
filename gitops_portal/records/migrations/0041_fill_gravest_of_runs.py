"""Runs of change requests that came before name what they destroy, replace or are blocked by. Nothing to undo."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_KEPT = 12
_DESTROYS = ("delete", "replace", "unknown")


def fill(apps: Any, _: object) -> None:
    runs = apps.get_model("records", "Run").objects.order_by()
    told = runs.filter(request__gt="", evaluated_at__isnull=False, gravest__isnull=True)
    for run in told.only("pk").iterator():
        objecting = run.findings.filter(status="violated", enforcement="mandatory", standing=False)
        blocked = {address or guardrail for address, guardrail in objecting.values_list("address", "guardrail")}
        changes = run.changes.order_by("rank").values_list("address", "action")
        serious = [(at, action) for at, action in changes.iterator() if at in blocked or action in _DESTROYS]
        serious.sort(key=lambda one: one[0] not in blocked)
        known = {address for address, _ in serious}
        named = [*dict.fromkeys(serious), *((address, "") for address in sorted(blocked - known))]
        rows = [
            {"address": address[:120], "action": action, "blocks": address in blocked} for address, action in named
        ]
        runs.filter(pk=run.pk).update(gravest={"rows": rows[:_KEPT], "left_out": max(0, len(rows) - _KEPT)})


class Migration(migrations.Migration):
    dependencies = [("records", "0040_gravest_of_runs")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
