"""Somebody may request changes of a run, which holds it until that is resolved, and may do so again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0033_indexes_of_lists'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='decision',
            name='one_decision_per_person',
        ),
        migrations.AddField(
            model_name='decision',
            name='held',
            field=models.CharField(blank=True, default='', max_length=32),
        ),
        migrations.AddField(
            model_name='decision',
            name='resolved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='resolved_by',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AlterField(
            model_name='run',
            name='state',
            field=models.CharField(default="queued", max_length=32),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('resolved_at', None)), fields=('run', 'identity', 'action'), name='one_open_decision_per_person'),
        ),
    ]
