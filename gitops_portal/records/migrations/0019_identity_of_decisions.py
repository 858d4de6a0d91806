"""Whose a decision is gets a name that outlives the account; what stands is filled in by the next step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0018_states")]

    operations = [
        migrations.RemoveConstraint(model_name="decision", name="one_decision_per_person"),
        migrations.AddField(
            model_name="decision",
            name="identity",
            field=models.CharField(default="", max_length=254),
            preserve_default=False,
        ),
    ]
