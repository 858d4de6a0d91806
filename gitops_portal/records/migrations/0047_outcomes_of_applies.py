"""What became of applies, resource by resource."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0046_sessions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(max_length=16)),
                ('serial', models.PositiveBigIntegerField(blank=True, null=True)),
                ('lineage', models.CharField(blank=True, default='', max_length=200)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('tool', models.CharField(blank=True, default='', max_length=100)),
                ('seconds', models.PositiveIntegerField(blank=True, null=True)),
                ('done', models.PositiveIntegerField(default=0)),
                ('failed', models.PositiveIntegerField(default=0)),
                ('unfinished', models.PositiveIntegerField(default=0)),
                ('not_reached', models.PositiveIntegerField(default=0)),
                ('diagnostics', models.JSONField(blank=True, default=list)),
                ('told', models.JSONField(blank=True, default=list)),
                ('told_by', models.CharField(blank=True, default='', max_length=200)),
                ('created_at', models.DateTimeField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='records.run')),
            ],
            options={
                'ordering': ('created_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='ResourceOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('address', models.TextField()),
                ('key', models.CharField(max_length=64)),
                ('action', models.CharField(max_length=40)),
                ('result', models.CharField(max_length=16)),
                ('seconds', models.PositiveIntegerField(blank=True, null=True)),
                ('error', models.TextField(blank=True, default='')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resources', to='records.outcome')),
            ],
            options={
                'ordering': ('outcome', 'place'),
            },
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.UniqueConstraint(fields=('run', 'outcome'), name='one_outcome_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='resourceoutcome',
            index=models.Index(fields=['outcome', 'place'], name='ended_place'),
        ),
        migrations.AddIndex(
            model_name='resourceoutcome',
            index=models.Index(fields=['outcome', 'key'], name='ended_key'),
        ),
    ]
