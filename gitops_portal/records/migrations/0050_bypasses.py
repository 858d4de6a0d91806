"""Answers of the gate, and what went past it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0049_what_a_decision_is_bound_to'),
    ]

    operations = [
        migrations.CreateModel(
            name='GateAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('allowed', models.BooleanField()),
                ('reason', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('allowed_at', models.DateTimeField(blank=True, null=True)),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='gate_answer', to='records.run')),
            ],
        ),
        migrations.CreateModel(
            name='Bypass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100)),
                ('kind', models.CharField(max_length=16)),
                ('serial', models.PositiveBigIntegerField(blank=True, null=True)),
                ('told', models.TextField()),
                ('seen_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_by', models.CharField(blank=True, default='', max_length=200)),
                ('reason', models.TextField(blank=True, default='')),
                ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='bypasses', to='records.run')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bypasses', to='records.workspace')),
            ],
            options={
                'ordering': ('-seen_at', '-pk'),
                'indexes': [models.Index(condition=models.Q(('acknowledged_at', None)), fields=['workspace', '-seen_at'], name='bypass_open')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'key'), name='one_bypass_of_a_kind')],
            },
        ),
    ]
