"""Changes of households as they are kept: what was sent, what came of it, and what waits for a choice."""

from django.db import models

from outreach.domain.records import LONGEST_ADDRESS_NOTE
from outreach.server.database.fields import CommuneField, IdField
from outreach.server.records.models import Sent


class Edit(Sent):
    """A row of ``outreach.domain.records.HouseholdEdit``; ``changes`` and ``settles`` are JSON."""

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    household = IdField()
    hamlet = IdField()
    official = IdField()
    at = models.DateTimeField()
    base = models.IntegerField()
    changes = models.TextField()
    settles = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["commune", "household"], name="edit_by_household")]


class Finding(Sent):
    """A row of ``outreach.domain.records.NewHousehold``: who found a door, and how it was noted first."""

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    hamlet = IdField()
    official = IdField()
    at = models.DateTimeField()
    address_note = models.CharField(max_length=LONGEST_ADDRESS_NOTE, blank=True)
    needs = models.CharField(max_length=120, blank=True)


class Change(models.Model):
    """One field of a household as it went from one value to another, with who and when.

    ``version`` is the household's after the change. ``field`` is one of ``domain.records.Field``, or "code",
    "found", "merged", "restored" (what a leader or a finding does).
    """

    pk = models.CompositePrimaryKey("commune", "household", "version", "field")
    commune = CommuneField()
    household = IdField()
    version = models.IntegerField()
    field = models.CharField(max_length=20)
    old = models.CharField(max_length=LONGEST_ADDRESS_NOTE, blank=True)
    new = models.CharField(max_length=LONGEST_ADDRESS_NOTE, blank=True)
    official = IdField()
    at = models.DateTimeField()


class Merge(models.Model):
    """A row of ``outreach.domain.records.HouseholdMerge``."""

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    kept = IdField()
    merged = IdField()
    state = models.CharField(max_length=12)
    official = IdField()
    at = models.DateTimeField()
    undone_by = IdField(blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["commune", "kept"], name="merge_by_kept")]


class Tombstone(models.Model):
    """A household that was erased: nothing is left of it but that it was, so that it never comes back.

    Or a visit that was made there and noted at another door first: then ``household`` is that visit's id, and ``of``
    the household ("" for a household). ``seq`` is where tablets hear of it; ``official`` the leader who did it.
    """

    pk = models.CompositePrimaryKey("commune", "household")
    commune = CommuneField()
    household = IdField()
    of = IdField(blank=True)
    official = IdField()
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["commune", "seq"], name="tombstone_by_seq")]


class Passed(models.Model):
    """How far in the feed a tablet is known to have come: what it erases by then, it has erased."""

    pk = models.CompositePrimaryKey("commune", "tablet")
    commune = CommuneField()
    tablet = IdField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()


class Contest(models.Model):
    """A row of ``outreach.domain.records.Contested``. ``unseen`` counts the changes its author had not heard of.

    ``seq`` is the last time tablets were told; ``settled_by`` and ``settled_at`` who chose, and when.
    """

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    household = IdField()
    hamlet = IdField()
    field = models.CharField(max_length=20)
    seen = models.CharField(max_length=LONGEST_ADDRESS_NOTE, blank=True)
    value = models.CharField(max_length=LONGEST_ADDRESS_NOTE, blank=True)
    official = IdField()
    at = models.DateTimeField()
    ahead = models.BooleanField(default=False)
    kept_by = IdField(blank=True)
    kept_at = models.DateTimeField(null=True)
    open = models.BooleanField(default=True)
    unseen = models.IntegerField(default=0)
    settled_by = IdField(blank=True)
    settled_at = models.DateTimeField(null=True)
    seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["commune", "household"], name="contest_by_household"),
            models.Index(fields=["commune", "at"], name="contest_open", condition=models.Q(open=True)),
        ]
