"""Give the findings that are kept already the key of their block. There is nothing to undo."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from gitops_portal.core.address import without_keys
from gitops_portal.core.difference import compare
BATCH = 500


def fill(apps: Any, _: object) -> None:
    findings = apps.get_model("records", "RunFinding").objects
    waiting = []
    for found in findings.filter(block_key="").only("address").iterator(BATCH):
        found.block_key = compare.key(without_keys(found.address))
        waiting.append(found)
        if len(waiting) == BATCH:
            findings.bulk_update(waiting, ["block_key"])
            waiting = []
    findings.bulk_update(waiting, ["block_key"])


class Migration(migrations.Migration):
    dependencies = [("records", "0005_blocks_of_findings")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
