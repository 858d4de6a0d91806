"""What people write beside a run, in threads; whom they mention, by person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0031_fill_columns_of_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('whole_request', models.BooleanField(default=False)),
                ('address', models.TextField(blank=True, default='')),
                ('attribute', models.TextField(blank=True, default='')),
                ('seen', models.CharField(blank=True, default='', max_length=64)),
                ('identity', models.CharField(max_length=254)),
                ('name', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('salt', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_by', models.CharField(blank=True, default='', max_length=200)),
                ('mentioned', models.ManyToManyField(related_name='mentions', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='records.run')),
                ('thread', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='records.comment')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
    ]
