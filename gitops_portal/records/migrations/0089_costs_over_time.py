from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0087_own_prices'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['workspace', '-created_at'], name='run_by_time'),
        ),
    ]
