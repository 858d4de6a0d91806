"""Sessions in a table of our own, with what their owner is told of them."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def end(apps: Any, _: Any) -> None:
    """Sessions of the table before: everybody signs in once more."""
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0045_ci_identity'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('began_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField()),
                ('address', models.CharField(blank=True, default='', max_length=64)),
                ('browser', models.CharField(blank=True, default='', max_length=300)),
                ('known_by', models.CharField(blank=True, default='', max_length=100)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.RunPython(end, migrations.RunPython.noop),
    ]
