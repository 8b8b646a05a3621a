"""A visit as Morango syncs it."""

from django.db import models
from morango.models.core import SyncableModel
from morango.models.fields.uuids import UUIDField


class Visit(SyncableModel):  # type: ignore[misc]
    """The fields of ``floor.FIELDS``. Its own ``id`` Morango makes from commune and number."""

    morango_profile = "commune"
    morango_model_name = "visit"

    commune = UUIDField()
    number = models.CharField(max_length=23)
    household = models.CharField(max_length=22)
    hamlet = models.CharField(max_length=22)
    official = models.CharField(max_length=22)
    started_at = models.CharField(max_length=32)
    ended_at = models.CharField(max_length=32)
    outcome = models.CharField(max_length=16)
    notice_version = models.CharField(max_length=8, null=True, blank=True)
    agreed = models.CharField(max_length=8, null=True, blank=True)
    help = models.TextField()
    next_visit = models.CharField(max_length=10, null=True, blank=True)
    note = models.TextField(blank=True)

    def calculate_source_id(self) -> str:
        """What tells it from the commune's other visits."""
        return str(self.number)

    def calculate_partition(self) -> str:
        """Where it belongs: whoever may sync the commune gets it."""
        return f"{self.commune}:{self.hamlet}"
