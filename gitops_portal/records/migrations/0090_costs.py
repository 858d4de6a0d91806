import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0089_infracost_figures'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['workspace', '-created_at'], name='run_by_time'),
        ),
        migrations.CreateModel(
            name='CostGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('type', models.CharField(blank=True, default='', max_length=400)),
                ('reason', models.CharField(blank=True, default='', max_length=400)),
                ('resources', models.PositiveIntegerField(default=0)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gaps', to='records.run')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'type'], name='gaps_by_type')],
            },
        ),
        migrations.AddField(
            model_name='rundocument',
            name='stands',
            field=models.JSONField(null=True),
        ),
    ]
