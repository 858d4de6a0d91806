"""Issuers of CI identities, rules of workspaces, what was uploaded with a token, and what a run's token said."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0044_audit_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrustedIssuer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500, unique=True)),
                ('kind', models.CharField(max_length=8)),
                ('forge', models.CharField(max_length=40)),
                ('audience', models.CharField(blank=True, default='', max_length=500)),
                ('algorithms', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('url',),
            },
        ),
        migrations.AddField(
            model_name='run',
            name='identity',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name='CiRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claims', models.JSONField()),
                ('scopes', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ci_rules', to='records.workspace')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='records.trustedissuer')),
            ],
            options={
                'ordering': ('workspace', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SeenIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=8)),
                ('digest', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('token', 'workspace', 'kind'), name='one_document_per_token')],
            },
        ),
    ]
