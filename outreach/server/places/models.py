"""A commune, its hamlets and its households, as rows of ``outreach.domain.records``."""

from django.db import models

from outreach.domain.identity import ID_LENGTH
from outreach.domain.records import LONGEST_ADDRESS_NOTE, HouseholdState
from outreach.server.database.fields import CommuneField, IdField

LONGEST_FOLDED = 260
"""Characters of a household's code and note that a search looks through: a note of ß has twice as many without marks
as it is long, and a character more than this would cost a whole record on PostgreSQL."""


class Commune(models.Model):
    """One commune that this server serves. ``target`` is in per cent of eligible households."""

    code = CommuneField(primary_key=True)
    name = models.CharField(max_length=120)
    province = models.CharField(max_length=120)
    site = models.CharField(max_length=200, blank=True)
    hotline = models.CharField(max_length=40, blank=True)
    counted_from = models.DateField(null=True, blank=True)
    target = models.PositiveSmallIntegerField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    invented = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class CommuneChange(models.Model):
    """One setting of a commune as it went from one value to another, with who and when.

    ``field`` is a name of ``commune_settings.CommuneSettings``, days are written as 2026-12-31, and "" is none;
    ``seq`` is the commune's place in its feed after the change.
    """

    pk = models.CompositePrimaryKey("commune", "seq", "field")
    commune = CommuneField()
    seq = models.BigIntegerField()
    field = models.CharField(max_length=20)
    old = models.CharField(max_length=40, blank=True)
    new = models.CharField(max_length=40, blank=True)
    official = IdField()
    at = models.DateTimeField()


LONGEST_KIND, LONGEST_HAMLET = 40, 120


class Hamlet(models.Model):
    """A thôn, bản, tổ dân phố. ``seq`` is its last place in the commune's feed."""

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    kind = models.CharField(max_length=LONGEST_KIND)
    name = models.CharField(max_length=LONGEST_HAMLET)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    merged_into = models.CharField(max_length=ID_LENGTH, null=True, blank=True)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class Household(models.Model):
    """One door. ``needs`` are values of ``Need`` with spaces between; ``folded`` is what a search looks through.

    ``seq`` is its last place in the commune's feed; ``version`` counts its changes, and is what an edit is based on.
    """

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    hamlet = IdField()
    code = models.CharField(max_length=40)
    address_note = models.CharField(max_length=LONGEST_ADDRESS_NOTE, blank=True)
    state = models.CharField(
        max_length=12, choices=[(state, state) for state in HouseholdState], default=HouseholdState.ELIGIBLE
    )
    needs = models.CharField(max_length=120, blank=True)
    position = models.IntegerField(default=0)
    merged_into = models.CharField(max_length=ID_LENGTH, null=True, blank=True)
    version = models.IntegerField(default=0)
    folded = models.CharField(max_length=LONGEST_FOLDED, blank=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "code"], name="household_code_once")]
        indexes = [
            models.Index(fields=["commune", "hamlet", "id"], name="household_by_hamlet"),
            models.Index(
                fields=["commune", "merged_into"],
                name="household_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code
