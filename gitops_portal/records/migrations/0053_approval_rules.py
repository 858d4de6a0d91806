"""Approval rules, version by version, and what they ask of each run."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0052_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApprovalBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True)),
                ('source', models.TextField()),
                ('document', models.JSONField()),
                ('applied_by', models.CharField(max_length=200)),
                ('applied_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-version',),
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='teams',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='run',
            name='approval_version',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='run',
            name='approved_by_rule',
            field=models.CharField(blank=True, default='', max_length=63),
        ),
        migrations.AddField(
            model_name='run',
            name='asked_beside',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='run',
            name='requirements',
            field=models.JSONField(blank=True, default=list),
        ),
    ]
