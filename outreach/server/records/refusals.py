"""Refusals between the domain and their table."""

from collections.abc import Iterable, Iterator
from typing import Any

from outreach.domain.records import Refusal
from outreach.server.database.rows import select

from . import models

COLUMNS = ("commune", "id", "hamlet", "official", "day", "guides_shown", "corrected_by")


def to_row(commune: str, refusal: Refusal) -> tuple[Any, ...]:
    """The values of ``COLUMNS``."""
    return (commune, *(getattr(refusal, name) for name in COLUMNS[1:]))


def load(commune: str, ids: Iterable[str]) -> Iterator[Refusal]:
    """The refusals with these ids, in no order."""
    yield from (Refusal(*row) for row in select(models.Refusal, COLUMNS[1:], commune, "id", ids))
