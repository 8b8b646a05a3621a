"""Which backups were verified, and up to where the newest one holds what each tablet made."""

from django.db import models

from outreach.server.database.fields import CommuneField, IdField


class Backup(models.Model):
    """A copy that was restored and found whole. ``made_at`` is the moment it shows, ``records`` what it holds of
    the tablets' work (the sum of their numbers), ``same_disk`` that it would be lost with the data folder."""

    pk = models.CompositePrimaryKey("commune", "made_at")
    commune = CommuneField()
    made_at = models.DateTimeField()
    verified_at = models.DateTimeField()
    file = models.CharField(max_length=80)
    records = models.BigIntegerField()
    same_disk = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.file


class Safe(models.Model):
    """The newest verified backup holds everything that this tablet made up to number ``have``, and the runs of numbers
    ``beyond`` a gap."""

    pk = models.CompositePrimaryKey("commune", "tablet")
    commune = CommuneField()
    tablet = IdField()
    have = models.BigIntegerField()
    beyond = models.JSONField(default=list)
