"""What each resource costs stands beside a run, as its other documents do; the summary keeps the sums."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

CHUNK = 50


def apart(apps: Any, _: Any) -> None:
    _each(apps, lambda cost, document: setattr(document, "cost_lines", cost.pop("lines", [])))


def together(apps: Any, _: Any) -> None:
    _each(apps, lambda cost, document: cost.update(lines=document.cost_lines))


def _each(apps: Any, moved: Any) -> None:
    runs, documents = apps.get_model("records", "Run"), apps.get_model("records", "RunDocument")
    keys = list(documents.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        held = list(documents.objects.filter(pk__in=keys[start : start + CHUNK]).only("cost_lines", "run"))
        found = runs.objects.only("summary").in_bulk([document.run_id for document in held])
        for document in held:
            if cost := found[document.run_id].summary.get("cost"):
                moved(cost, document)
        documents.objects.bulk_update(held, ["cost_lines"])
        runs.objects.bulk_update(found.values(), ["summary"])


class Migration(migrations.Migration):
    dependencies = [("records", "0072_tool_reports")]

    operations = [
        migrations.AddField(
            model_name="rundocument",
            name="cost_lines",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.RunPython(apart, together),
    ]
