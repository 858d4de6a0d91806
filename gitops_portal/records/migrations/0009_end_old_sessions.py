"""Sessions that were kept under their keys themselves: everybody signs in once more."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def end(apps: Any, _: Any) -> None:
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("records", "0008_sign_in"), ("sessions", "0001_initial")]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
