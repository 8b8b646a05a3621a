"""Columns that every table of a commune has in common."""

from typing import TYPE_CHECKING, Any

from django.db import models

from outreach.domain.identity import ID_LENGTH

if TYPE_CHECKING:
    TextColumn = models.CharField[str, str]
else:
    TextColumn = models.CharField


class CommuneField(TextColumn):
    """The five digits of the commune a row belongs to: first in every key, so rows can be spread by commune.

    A plain column, not a foreign key: keys are composite, and no query crosses communes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 5, **kwargs})


class IdField(TextColumn):
    """A UUID as 22 characters of base64url (see ``outreach.domain.identity``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": ID_LENGTH, **kwargs})
