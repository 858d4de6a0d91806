"""Decisions get the e-mail of whose they are; where the account is gone, each counts as somebody of its own."""

from __future__ import annotations

from typing import Any

from django.db import migrations

BATCH = 500


def fill(apps: Any, _: object) -> None:
    decisions = apps.get_model("records", "Decision").objects
    taken, waiting = set(), []
    for decision in decisions.order_by("pk").select_related("person").iterator(BATCH):
        alone = f"decision {decision.pk}"
        decision.identity = decision.person.email.lower() if decision.person else alone
        key = (decision.run_id, decision.identity, decision.action)
        if key in taken:
            decision.identity = alone
        taken.add(key)
        waiting.append(decision)
    decisions.bulk_update(waiting, ["identity"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("records", "0019_identity_of_decisions")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
