from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('backups', '0001_initial'),
    ]

    operations = [
        migrations.AddField(model_name='safe', name='beyond', field=models.JSONField(default=list)),
    ]
