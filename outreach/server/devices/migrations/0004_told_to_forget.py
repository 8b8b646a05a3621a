"""What a revoked tablet was told was worked out from two moments of the server's clock; now it is kept."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def keep_what_was_told(apps: Any, _: Any) -> None:
    """Those stay told that were shown so, but for a copy under a new name that was only given that name."""
    tablets = apps.get_model("devices", "Tablet").objects
    told = tablets.filter(last_seen__gte=F("revoked_at"), have=F("made")).exclude(made=0, renewed_from__gt="")
    told.update(told_to_forget_at=F("last_seen"))


class Migration(migrations.Migration):

    dependencies = [
        ('devices', '0003_rereads'),
    ]

    operations = [
        migrations.AddField(
            model_name='tablet',
            name='told_to_forget_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(keep_what_was_told, migrations.RunPython.noop),
    ]
