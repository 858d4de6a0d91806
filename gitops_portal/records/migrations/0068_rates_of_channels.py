from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0067_later_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='rate_left',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='rate_most',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='rate_resets_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='rate_seen_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
