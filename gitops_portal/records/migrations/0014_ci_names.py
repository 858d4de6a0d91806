"""Several names in CI for each person, where there was one; and who approves for an author whom nobody knows."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from gitops_portal.core import authors


def fill(apps: Any, _: object) -> None:
    for person in apps.get_model("records", "Person").objects.exclude(login=""):
        name = authors.read(person.login)
        person.ci_names = [str(name)] if name else []
        person.save(update_fields=["ci_names"])


def unfill(apps: Any, _: object) -> None:
    for person in apps.get_model("records", "Person").objects.all():
        person.login = next(iter(person.ci_names), "")
        person.save(update_fields=["login"])


class Migration(migrations.Migration):
    dependencies = [("records", "0013_one_inside_per_block")]
    operations = [
        migrations.AddField("person", "ci_names", models.JSONField(blank=True, default=list)),
        migrations.RunPython(fill, unfill),
        migrations.RemoveField("person", "login"),
        migrations.AddField("workspace", "owners_for_unknown", models.BooleanField(default=False)),
    ]
