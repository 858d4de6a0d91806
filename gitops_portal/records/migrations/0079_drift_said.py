from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0078_guardrails_as_code'),
    ]

    operations = [
        migrations.AddField(
            model_name='driftitem',
            name='source',
            field=models.CharField(db_default='plan', default='plan', max_length=40),
        ),
        migrations.AddField(
            model_name='driftitem',
            name='subject',
            field=models.CharField(blank=True, db_default='', default='', max_length=400),
        ),
        migrations.AddField(
            model_name='driftitem',
            name='said',
            field=models.CharField(blank=True, db_default='', default='', max_length=400),
        ),
        migrations.RemoveIndex(
            model_name='driftitem',
            name='drift_cause',
        ),
        migrations.AddIndex(
            model_name='driftitem',
            index=models.Index(
                condition=models.Q(('closed_at', None)),
                fields=['cause_key', 'workspace', 'opened_at', 'ignored_until', 'snoozed_until', 'accepted_at', 'assignee'],
                name='drift_by_cause',
            ),
        ),
    ]
