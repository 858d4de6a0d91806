"""The newest run of each change request, and the events of a run, are found by an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0032_comments")]

    operations = [
        migrations.RemoveIndex(model_name="run", name="run_request"),
        migrations.AddIndex(
            model_name="run", index=models.Index(fields=["request", "workspace", "id"], name="run_request_newest")
        ),
        migrations.AddIndex(
            model_name="auditevent", index=models.Index(fields=["chain", "run_number"], name="audit_run")
        ),
    ]
