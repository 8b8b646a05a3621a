from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('backups', '0002_beyond'),
    ]

    operations = [
        migrations.AddField(model_name='backup', name='same_disk', field=models.BooleanField(default=False)),
    ]
