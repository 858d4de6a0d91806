"""Apart from the copy: PostgreSQL alters no table in the transaction that still has to check its keys."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0057_documents_of_runs")]

    operations = [
        migrations.RemoveField(model_name="run", name="view"),
        migrations.RemoveField(model_name="run", name="report"),
    ]
