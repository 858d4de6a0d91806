"""One decision of a kind per run and person, whatever became of the account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0020_fill_identity_of_decisions")]

    operations = [
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("run", "identity", "action"), name="one_decision_per_person"),
        ),
    ]
