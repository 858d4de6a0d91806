"""Runs that came before belong to change requests as well. There is nothing to undo."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from gitops_portal.core.change_requests import key

BATCH = 500


def fill(apps: Any, _: object) -> None:
    runs = apps.get_model("records", "Run").objects
    told = runs.filter(kind="plan").order_by("pk")
    named = told.values_list("pk", "workspace__repository", "pull_request", "commit", "workspace__slug")
    found: dict[str, list[int]] = {}
    for pk, *said in named.iterator(BATCH):
        if request := key(*said):
            found.setdefault(request, []).append(pk)
    for request, keys in found.items():
        for start in range(0, len(keys), BATCH):
            runs.filter(pk__in=keys[start : start + BATCH]).update(request=request)


class Migration(migrations.Migration):
    dependencies = [("records", "0027_change_requests")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
