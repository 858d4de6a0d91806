from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0090_costs'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='forgets',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='run',
            name='unknowns',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
