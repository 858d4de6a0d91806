from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0080_backtests'),
    ]

    operations = [
        migrations.AddField(
            model_name='runfinding',
            name='value',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
    ]
