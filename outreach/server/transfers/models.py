"""The commune's key pair, and what sealed files brought."""

from django.db import models

from outreach.domain.clock import now
from outreach.server.database.fields import CommuneField, IdField


class SealKey(models.Model):
    """The key pair for which tablets seal their files. In the database, so that every backup carries it: without
    the private half no file on its way can be opened any more."""

    commune = CommuneField(primary_key=True)
    public = models.CharField(max_length=43)
    private = models.CharField(max_length=43)
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.commune} {self.public[:8]}"


class Way(models.TextChoices):
    """How a file came."""

    PAGE = "page"
    COMMAND = "command"
    CARRIED = "carried"


class TransferFile(models.Model):
    """A sealed file that was taken, what it brought however often it came, and the sealed answer for its tablet.

    ``taken`` were new, ``held`` had come some other way, ``aside`` went to quarantine.
    """

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    tablet = IdField()
    official = IdField()
    way = models.CharField(max_length=8, choices=Way.choices)
    received_at = models.DateTimeField(default=now)
    taken = models.IntegerField(default=0)
    held = models.IntegerField(default=0)
    aside = models.IntegerField(default=0)
    answer = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["commune", "received_at"], name="transfer_by_time")]

    def __str__(self) -> str:
        return self.id
