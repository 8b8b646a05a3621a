"""Tablets and the codes that enrol them. Of tokens, codes and who asked with a code, only hashes are kept."""

from django.db import models

from outreach.domain.clock import now
from outreach.domain.identity import ID_LENGTH
from outreach.server.database.fields import CommuneField, IdField


class Tablets(models.QuerySet["Tablet"]):
    """Questions asked of the table in more than one place."""

    def in_use(self, commune: str) -> "Tablets":
        """A commune's tablets whose work is awaited: neither revoked nor followed by a newer self."""
        return self.filter(commune=commune, revoked_at=None, superseded_at=None)


class Tablet(models.Model):
    """One tablet. ``have`` is the number up to which everything it wrote is held; ``made`` what it says it wrote.

    ``scope`` lists hamlet ids; ``clock_offset`` is its clock minus ours in seconds, at its last exchange.
    A tablet whose store was cloned or set back goes on as a new one, ``renewed_from`` the old by the request
    ``renewal``; the old one is superseded unless it is heard of again (then there really are two).
    ``told_to_forget_at`` is when a revoked one was told to erase itself, None where it was heard of since without that.
    ``rereads`` counts how often it showed a cursor that was not given to it, and had to read the feed anew.
    """

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    official = IdField()
    device = models.CharField(max_length=120, blank=True)
    token_hash = models.CharField(max_length=64)
    scope = models.JSONField(default=list)
    app = models.CharField(max_length=40, blank=True)
    have = models.BigIntegerField(default=0)
    made = models.BigIntegerField(default=0)
    clock_offset = models.IntegerField(default=0)
    enrolled_at = models.DateTimeField(default=now)
    last_seen = models.DateTimeField(null=True, blank=True)
    last_full_sync = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    told_to_forget_at = models.DateTimeField(null=True, blank=True)
    renewed_from = IdField(blank=True)
    renewal = IdField(blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    rereads = models.IntegerField(default=0)

    objects = Tablets.as_manager()

    class Meta:
        indexes = [models.Index(fields=["commune", "token_hash"], name="tablet_by_token")]

    def __str__(self) -> str:
        return self.device or self.id


class EnrolmentCode(models.Model):
    """A code shown to one official for one tablet: 15 minutes, one use.

    ``used_at`` is when ``tablet`` was last told its token; ``request_hash`` is of the id with which that may be asked
    for again ("" for an app that cannot).
    """

    pk = models.CompositePrimaryKey("commune", "code_hash")
    commune = CommuneField()
    code_hash = models.CharField(max_length=64)
    official = IdField()
    scope = models.JSONField(default=list)
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    tablet = models.CharField(max_length=ID_LENGTH, null=True, blank=True)
    request_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["code_hash"], name="enrolment_by_code")]
