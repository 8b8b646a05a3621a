from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_review'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='visit', name='visit_by_handout'),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(
                condition=models.Q(('handout__isnull', False)),
                fields=['commune', 'handout'],
                name='visit_by_handout',
            ),
        ),
    ]
