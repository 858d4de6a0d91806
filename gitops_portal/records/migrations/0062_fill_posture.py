"""What the newest plan of each workspace found becomes its word, and its posture for 14 days from then on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import migrations

BATCH = 1_000


def fill(apps: Any, _: object) -> None:
    rows, words = apps.get_model("records", "Workspace").objects, apps.get_model("records", "Observation")
    checked = rows.filter(verified_at__isnull=False, drifted__isnull=False).order_by("pk")
    found = list(checked[:BATCH])
    while found:
        words.objects.bulk_create(words(**_word(each)) for each in found)
        for each in found:
            each.posture = "drifted" if each.drifted else "in_sync"
            each.verified_by, each.next_check_by = "plan", each.verified_at + timedelta(hours=each.check_hours)
        rows.bulk_update(found, ["posture", "verified_by", "next_check_by"], batch_size=100)
        found = list(checked.filter(pk__gt=found[-1].pk)[:BATCH])


def _word(each: Any) -> dict[str, Any]:
    count = f"{each.drifted:,} resource{'s' * (each.drifted != 1)}" if each.drifted else "Nothing"
    return {
        "workspace": each,
        "source": "plan",
        "state": "drifted" if each.drifted else "in_sync",
        "drifted": each.drifted,
        "reason": f"{count} differed from the state when the plan was made.",
        "checked_at": each.verified_at,
        "since": each.verified_at,
    }


class Migration(migrations.Migration):
    dependencies = [("records", "0061_posture")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
