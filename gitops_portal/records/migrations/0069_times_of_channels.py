from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0068_rates_of_channels'),
    ]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='digest_at',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='digest_next_at',
            field=models.DateTimeField(blank=True, db_index=True, null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='quiet_from',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='quiet_until',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='through',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='channel',
            name='time_zone',
            field=models.CharField(db_default='UTC', default='UTC', max_length=63),
        ),
    ]
