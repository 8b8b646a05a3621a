"""Which recordings a commune has; their bytes are files in the data folder."""

from django.db import models

from outreach.domain.clock import now
from outreach.server.database.fields import CommuneField


class Voice(models.Model):
    """One step of a guide in one language of ``domain.guide.VOICES``. ``hash`` is the sha256 of the file."""

    pk = models.CompositePrimaryKey("commune", "guide", "voice", "step")
    commune = CommuneField()
    guide = models.CharField(max_length=80)
    voice = models.CharField(max_length=8)
    step = models.CharField(max_length=80)
    extension = models.CharField(max_length=4)
    hash = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=now)
    added_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["commune", "hash"], name="voice_by_hash")]

    def __str__(self) -> str:
        return f"{self.guide}/{self.voice}/{self.step}"
