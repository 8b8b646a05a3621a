"""Revisions: every change of a guide that a commune wrote, from its first draft to its version."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.domain.clock import now
from outreach.domain.identity import ID_LENGTH
from outreach.server.database.fields import CommuneField, IdField


class State(models.TextChoices):
    """How far a revision is. One per guide may be open (draft or review); the others never change again."""

    DRAFT = "draft", _("bản nháp")
    REVIEW = "review", _("chờ duyệt")
    APPROVED = "approved", _("đã duyệt")
    REJECTED = "rejected", _("trả lại")


OPEN_STATES = (State.DRAFT, State.REVIEW)


class Revision(models.Model):
    """One change. ``fields`` is what was typed, as it was typed (``form.GuideForm``).

    ``version``, ``files`` (texts by name) and ``hash`` (of the pack) are set when it is approved. ``authors`` lists
    the officials who changed it, none of whom may approve it; ``stamp`` begins at a drawn number and grows with every
    save.
    """

    pk = models.CompositePrimaryKey("commune", "id")
    commune = CommuneField()
    id = IdField()
    guide = models.CharField(max_length=40)
    topic = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    fields: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    stamp = models.IntegerField(default=0)
    authors: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    begun_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    changed_by = models.CharField(max_length=ID_LENGTH, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=ID_LENGTH, blank=True)
    note = models.TextField(blank=True)
    version = models.IntegerField(null=True, blank=True)
    files: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commune", "guide", "version"], name="guide_version_once"),
            models.UniqueConstraint(
                fields=["commune", "guide"], condition=models.Q(state__in=["draft", "review"]), name="guide_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["commune", "state", "guide"], name="guide_by_state"),
            models.Index(fields=["commune", "hash"], name="guide_by_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.state}"
