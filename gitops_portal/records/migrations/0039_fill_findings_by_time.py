"""Findings that came before know when their run arrived as well. There is nothing to undo."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, _: object) -> None:
    runs = apps.get_model("records", "Run").objects.filter(pk=OuterRef("run")).order_by().values("created_at")
    apps.get_model("records", "RunFinding").objects.order_by().update(at=Subquery(runs[:1]))


class Migration(migrations.Migration):
    dependencies = [("records", "0038_findings_by_time")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
