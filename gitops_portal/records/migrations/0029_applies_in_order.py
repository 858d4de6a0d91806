"""A workspace may ask that what it reads from is applied first, within one change request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0028_fill_change_requests")]

    operations = [
        migrations.AddField(model_name="workspace", name="applies_in_order", field=models.BooleanField(default=False)),
    ]
