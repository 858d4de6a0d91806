"""What tokens may do, and the secret before the last rotation."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0053_approval_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='token',
            name='previous_digest',
            field=models.CharField(blank=True, db_default='', db_index=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='token',
            name='previous_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='token',
            name='rotated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='token',
            name='scopes',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
