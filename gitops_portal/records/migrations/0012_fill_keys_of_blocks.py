"""Keys of blocks that are kept already, as `core.difference.compare.key` made them when this was written."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import migrations


def fill(apps: Any, _: Any) -> None:
    rows = apps.get_model("records", "RunBlock").objects
    waiting = rows.filter(key="").only("pk", "block").order_by("pk")
    while batch := list(waiting[:1_000]):
        for row in batch:
            row.key = hashlib.sha256(json.dumps([row.block], separators=(",", ":")).encode()).hexdigest()
        rows.bulk_update(batch, ["key"])


class Migration(migrations.Migration):
    dependencies = [("records", "0011_names_of_any_length")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
