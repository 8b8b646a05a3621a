"""Accounts. A person of the team is both a login and the official that records name."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from outreach.domain.identity import new_id
from outreach.server.database.fields import CommuneField, IdField

LONGEST = {"username": 80, "full_name": 120, "called": 60}
"""Most letters of each name of a person."""


class Role(models.TextChoices):
    """What a person may do."""

    LEADER = "leader", "Lãnh đạo xã"
    OFFICIAL = "official", "Cán bộ, thành viên tổ"
    EDITOR = "editor", "Người biên tập hướng dẫn"


class User(AbstractBaseUser):
    """A member of the commune's team, made by ``team.add_person``; who only uses a tablet has no password.

    ``official`` is the id that visits carry; ``called`` as in "chị Hạnh".
    """

    username = models.CharField(max_length=LONGEST["username"], unique=True)
    commune = CommuneField()
    official = IdField(default=new_id)
    role = models.CharField(max_length=12, choices=Role.choices)
    full_name = models.CharField(max_length=LONGEST["full_name"])
    called = models.CharField(max_length=LONGEST["called"], blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["commune", "role", "full_name"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "official"], name="official_once")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_leader(self) -> bool:
        """Whether this person answers for the whole commune."""
        return self.role == Role.LEADER

    @property
    def sees_doors(self) -> bool:
        """Whether this person may see households: all but who only changes guides."""
        return self.role != Role.EDITOR

    @property
    def is_editor(self) -> bool:
        """Whether this person may change guides and decide on the changes of others."""
        return self.role in (Role.LEADER, Role.EDITOR)
