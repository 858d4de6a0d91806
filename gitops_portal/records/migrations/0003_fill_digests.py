"""Give the changes and findings that are kept already what runs are joined by. There is nothing to undo."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from gitops_portal.core.difference import compare

BATCH = 500


def fill(apps: Any, _: object) -> None:
    changes = apps.get_model("records", "RunChange").objects
    waiting = []
    for change in changes.filter(key="").iterator(BATCH):
        change.key = compare.key(change.address)
        change.block_key = compare.key(change.block)
        waiting.append(change)
        if len(waiting) == BATCH:
            changes.bulk_update(waiting, ["key", "block_key"])
            waiting = []
    changes.bulk_update(waiting, ["key", "block_key"])
    findings = apps.get_model("records", "RunFinding").objects
    waiting = []
    for found in findings.filter(key="").iterator(BATCH):
        found.key = compare.key(found.guardrail, found.address, found.attribute, found.status, str(found.standing))
        waiting.append(found)
        if len(waiting) == BATCH:
            findings.bulk_update(waiting, ["key"])
            waiting = []
    findings.bulk_update(waiting, ["key"])


class Migration(migrations.Migration):
    dependencies = [("records", "0002_digests")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
