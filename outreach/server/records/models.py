"""What tablets sent, as it is kept for good, and the feed that numbers every change of a commune."""

from django.db import models

from outreach.domain.identity import ID_LENGTH
from outreach.domain.records import Said
from outreach.server.database.fields import CommuneField, IdField


class CommuneFeed(models.Model):
    """The head of a commune's feed. Its row is locked by every transaction that writes, so that
    the order of commits is the order of numbers and no reader can step over a change."""

    commune = CommuneField(primary_key=True)
    epoch = IdField()
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=16, blank=True)


class Feed(models.Model):
    """One change: which record (``kind`` as on the wire, and its id) for which hamlet ("" for all).

    ``hash`` runs over the feed up to this row, so two histories that differ are told apart at any number.
    """

    pk = models.CompositePrimaryKey("commune", "seq")
    commune = CommuneField()
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    ref = IdField()
    hamlet = IdField(blank=True)
    hash = models.CharField(max_length=16)


class Receipt(models.Model):
    """Number ``n`` of a tablet is held. ``ref`` is the record's id as sent (a digest where it has none)."""

    pk = models.CompositePrimaryKey("commune", "tablet", "n")
    commune = CommuneField()
    tablet = IdField()
    n = models.BigIntegerField()
    ref = models.CharField(max_length=64)


class Sent(models.Model):
    """What every record carries beside its own fields: who sent it, when, and how wrong that clock was (seconds).

    ``corrected_by`` is by how much its moments were corrected for that, or for being impossible.
    """

    tablet = IdField()
    n = models.BigIntegerField()
    received_at = models.DateTimeField()
    clock_offset = models.IntegerField()
    corrected_by = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Visit(Sent):
    """A row of ``outreach.domain.records.Visit``; ``help`` is JSON; ``day`` is the day in Vietnam it began."""

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    household = IdField()
    hamlet = IdField()
    official = IdField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    day = models.DateField()
    outcome = models.CharField(max_length=12)
    notice_version = models.IntegerField(null=True)
    agreed = models.BooleanField(null=True)
    help = models.TextField(blank=True)
    next_visit = models.DateField(null=True)
    note = models.TextField(blank=True)
    satisfaction = models.SmallIntegerField(null=True)
    handout = models.CharField(max_length=64, null=True)
    replaces = models.CharField(max_length=ID_LENGTH, null=True)
    seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["commune", "household"], name="visit_by_household"),
            models.Index(
                fields=["commune", "handout"],
                name="visit_by_handout",
                condition=models.Q(handout__isnull=False),
            ),
        ]


class Refusal(Sent):
    """Somebody did not agree to be recorded: counted per hamlet, tied to no household."""

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    hamlet = IdField()
    official = IdField()
    day = models.DateField()
    guides_shown = models.IntegerField(default=0)


class Answer(models.Model):
    """What a household said of one guide of a handout, by tapping on its page. No address, no cookie, no name.

    ``token_hash`` is the SHA-256 of the handout's token. ``household`` and ``hamlet`` are "" until the visit that gave
    the handout has come from its tablet; from then on tablets are told, and ``seq`` is the last time they were.
    """

    pk = models.CompositePrimaryKey("commune", "token_hash", "guide")
    commune = CommuneField()
    token_hash = models.CharField(max_length=64)
    guide = models.CharField(max_length=40)
    id = IdField()
    tablet = IdField()
    said = models.CharField(max_length=8, choices=[(said, said) for said in Said])
    at = models.DateTimeField()
    household = IdField(blank=True)
    hamlet = IdField(blank=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "id"], name="answer_id_once")]
        indexes = [models.Index(fields=["commune", "household"], name="answer_by_household")]


class Kept(models.QuerySet["Quarantine"]):
    """Questions asked of the table in more than one place."""

    def waiting(self, commune: str) -> "Kept":
        """A commune's records that nobody has decided upon."""
        return self.filter(commune=commune, aside_at=None)

    def set_aside(self, commune: str) -> "Kept":
        """A commune's records that a leader decided shall not count, and that can still be read."""
        return self.filter(commune=commune, aside_at__isnull=False).exclude(body="")


class Quarantine(models.Model):
    """A record that could not be taken, kept as received until somebody mends it. Counts as held.

    ``version`` is that of its form (see ``outreach.sync.versions``); ``clock_offset`` how wrong its tablet's clock was
    (seconds). A leader who decides that it shall not count sets it aside, with who, when and why; it stays here. Of one
    that was set aside long ago its tablet still has to be told just that: its ``body`` and the reasons are emptied.
    """

    pk = models.CompositePrimaryKey("commune", "tablet", "n")
    commune = CommuneField()
    tablet = IdField()
    n = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    version = models.IntegerField(default=1)
    body = models.TextField()
    code = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    clock_offset = models.IntegerField(default=0)
    aside_at = models.DateTimeField(null=True, blank=True)
    aside_by = IdField(blank=True)
    aside_why = models.CharField(max_length=300, blank=True)

    objects = Kept.as_manager()


class Admission(models.Model):
    """A record that a leader took out of quarantine: ``code`` is why it was there; who decided so, and when."""

    pk = models.CompositePrimaryKey("commune", "tablet", "n")
    commune = CommuneField()
    tablet = IdField()
    n = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=20)
    official = IdField()
    at = models.DateTimeField()


class Deletion(models.Model):
    """A day on which the server looked for what has been kept long enough, and how much it deleted: mostly nothing.

    ``aside`` are records of quarantine that had been set aside.
    """

    pk = models.CompositePrimaryKey("commune", "day")
    commune = CommuneField()
    day = models.DateField()
    visits = models.IntegerField()
    answers = models.IntegerField()
    aside = models.IntegerField()
