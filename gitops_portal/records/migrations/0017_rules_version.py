from django.db import migrations, models


class Migration(migrations.Migration):
    """A run names the version of the rules that look at its types, and those types."""

    dependencies = [("records", "0016_verified_chains")]

    operations = [
        migrations.RenameField(model_name="run", old_name="policy_version", new_name="rules_version"),
        migrations.AddField(model_name="run", name="types", field=models.JSONField(blank=True, null=True)),
    ]
