"""Registering a commune with its hamlets and households, so that feed and figures know of them."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction

from outreach.domain.records import Commune, Hamlet, Household
from outreach.server.database.rows import insert
from outreach.server.records import feed
from outreach.server.rollups import keeping
from outreach.server.rollups.kept import Registered

from . import mapping, models


def add_commune(commune: Commune) -> None:
    """A commune that is new on this server."""
    with transaction.atomic():
        models.Commune.objects.create(**asdict(commune))
        feed.open_feed(commune.code)
        with feed.writing(commune.code) as writer:
            writer.add("commune", commune.code)


def add_hamlets(commune: str, hamlets: Iterable[Hamlet]) -> None:
    """New hamlets of a commune."""
    with feed.writing(commune) as writer:
        rows = [mapping.hamlet_row(commune, one, writer.add("hamlet", one.id)) for one in hamlets]
        insert(models.Hamlet, mapping.HAMLET_COLUMNS, rows)


def add_households(commune: str, households: Iterable[Household]) -> None:
    """New households, counted at once. All or none: raises ``IntegrityError`` when a house code is taken."""
    households = list(households)
    with feed.writing(commune) as writer:
        rows = [mapping.household_row(commune, one, writer.add("household", one.id, one.hamlet)) for one in households]
        insert(models.Household, mapping.HOUSEHOLD_COLUMNS, rows)
        keeping.households_registered(commune, (Registered(one.hamlet, one.state) for one in households))
