"""A run belongs to the change request that brought it: a pull request of a repository, or a commit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0026_result_digest")]

    operations = [
        migrations.AddField(
            model_name="run", name="request", field=models.CharField(blank=True, default="", max_length=32)
        ),
        migrations.AddIndex(model_name="run", index=models.Index(fields=["request", "workspace"], name="run_request")),
    ]
