"""Kept figures. All are counted by ``outreach.domain.coverage``; a recount must find no difference."""

from django.db import models

from outreach.server.database.fields import CommuneField, IdField


class Tally(models.Model):
    """What is known of one visited household: its joined days as JSON (see ``kept.py``).

    ``first_promise`` is the earliest date somebody promised to come again, for follow-ups; ``corrected`` says
    that a correction exists, so its days are rebuilt from its visits rather than joined.
    """

    pk = models.CompositePrimaryKey("commune", "household")
    commune = CommuneField()
    household = IdField()
    days = models.TextField()
    first_promise = models.DateField(null=True)
    corrected = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["commune", "first_promise"],
                name="tally_by_promise",
                condition=models.Q(first_promise__isnull=False),
            )
        ]


class Counted(models.Model):
    """The counters of ``outreach.domain.coverage.Coverage``, without follow-ups: they depend on the day of asking."""

    eligible = models.IntegerField(default=0)
    vacant = models.IntegerField(default=0)
    demolished = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)
    merged = models.IntegerField(default=0)
    attempted = models.IntegerField(default=0)
    reached = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    unreachable = models.IntegerField(default=0)
    helped = models.IntegerField(default=0)
    effective = models.IntegerField(default=0)
    already_able = models.IntegerField(default=0)
    sustained = models.IntegerField(default=0)
    visits = models.IntegerField(default=0)
    contacts = models.IntegerField(default=0)

    class Meta:
        abstract = True


class HamletCount(Counted):
    """Counts of one hamlet in one period ("campaign" or "2026-11"), for one topic or for all ("").

    The period "" holds what is registered, visited or not; every other period holds only what visits changed
    about it, and a reader adds the two. So an import touches one period, and a visit touches its own.
    """

    pk = models.CompositePrimaryKey("commune", "period", "topic", "hamlet")
    commune = CommuneField()
    period = models.CharField(max_length=10, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    hamlet = IdField()


class TabletDay(models.Model):
    """How many visits, corrections aside, one tablet noted on one date; its busiest day bounds what a silent tablet can
    hold."""

    pk = models.CompositePrimaryKey("commune", "tablet", "day")
    commune = CommuneField()
    tablet = IdField()
    day = models.DateField()
    visits = models.IntegerField()


class ReachDay(models.Model):
    """How many households were first reached in the campaign on one date: the line of progress."""

    pk = models.CompositePrimaryKey("commune", "day")
    commune = CommuneField()
    day = models.DateField()
    households = models.IntegerField()


class StepCount(models.Model):
    """How often, in the campaign, a guide was given (step "") and somebody got stuck at one of its steps."""

    pk = models.CompositePrimaryKey("commune", "guide", "step")
    commune = CommuneField()
    guide = models.CharField(max_length=80)
    step = models.CharField(max_length=80, blank=True)
    times = models.IntegerField()


class ClosedMonth(models.Model):
    """That a month ("2026-10") was closed, on which day, and up to when the figures were complete then.

    Written once: no later record changes it. Its figures are in ``ClosedCount``.
    """

    pk = models.CompositePrimaryKey("commune", "month")
    commune = CommuneField()
    month = models.CharField(max_length=7)
    closed_on = models.DateField()
    complete_up_to = models.DateField(null=True)


class ClosedCount(Counted):
    """Counts of one hamlet in a closed month as they were reported, what is registered included.

    For one topic, only the counters that a topic changes; for all topics (""), every counter.
    """

    pk = models.CompositePrimaryKey("commune", "month", "topic", "hamlet")
    commune = CommuneField()
    month = models.CharField(max_length=7)
    topic = models.CharField(max_length=40, blank=True)
    hamlet = IdField()
