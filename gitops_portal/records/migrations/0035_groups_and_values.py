"""Equal changes of instances are known by a digest; unchanged values, and a text to search, stand beside a change."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0034_requested_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='RunValues',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('unchanged', models.JSONField(default=list)),
                ('text', models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name='runchange',
            name='alike',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddIndex(
            model_name='runchange',
            index=models.Index(fields=['run', 'alike', 'rank'], name='change_alike'),
        ),
        migrations.AddField(
            model_name='runvalues',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values_of_changes', to='records.run'),
        ),
        migrations.AddIndex(
            model_name='runvalues',
            index=models.Index(fields=['run', 'key'], name='values_key'),
        ),
    ]
