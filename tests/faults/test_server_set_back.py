"""The server is put back to a backup of yesterday, by the command or by somebody who tells nobody."""

import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from outreach.domain.clock import now
from outreach.domain.identity import new_id
from outreach.domain.merge import edit_of
from outreach.domain.records import NewHousehold, Visit
from outreach.store import HouseholdRow

from .commune import Commune, Tablet, a_visit, everything, figures_agree, in_order, there_once

TABLETS = 4


def back_up(commune: Commune) -> Path:
    """The file of a backup made while the server runs."""
    commune.command("backup")
    found = [path for path in (commune.home / "backups").iterdir() if path.suffix in (".sqlite3", ".dump")]
    return max(found, key=lambda path: path.stat().st_mtime_ns)


def copy_back(commune: Commune, backup: Path) -> None:
    """What an administrator in a hurry does."""
    if backup.suffix == ".sqlite3":
        shutil.copy(backup, commune.home / "commune.db")
        return
    address = commune.environment["DATABASE_URL"]
    server, _, name = address.rpartition("/")
    with psycopg.connect(f"{server}/template1", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    subprocess.run(["pg_restore", "--no-owner", f"--dbname={address}", backup], check=True)


def restore(commune: Commune, backup: Path) -> None:
    """What the manual says."""
    said = commune.command("restore", str(backup), "--discard-newer")
    assert "Đã khôi phục về lúc" in said


def change(tablet: Tablet, door: str, note: str) -> None:
    """Note where a door is, as somebody who sees what the tablet shows."""
    shown = tablet.store.household(door)
    edit = edit_of(shown, replace(shown, address_note=note), tablet.official, now())
    assert edit
    tablet.add(edit)


def a_days_work(tablets: list[Tablet], chance: random.Random) -> None:
    """Visits, of which some are sent; a door that one finds and another visits; two changes of one door."""
    for tablet in tablets:
        tablet.note(chance.randrange(1, 5))
        if chance.random() < 0.7:
            tablet.sync()
    finder, visitor = chance.sample(tablets, 2)
    found = NewHousehold(new_id(), finder.doors[0].hamlet, finder.official, now(), "sau trạm y tế")
    finder.add(found)
    finder.sync()
    visitor.sync()
    visitor.add(a_visit(visitor.store.household(found.id), visitor.official))
    door = chance.choice(finder.doors).id
    for number, tablet in enumerate((finder, visitor)):
        tablet.sync()
        change(tablet, door, f"cổng {found.id[:6]} {number}")
        tablet.sync()
    visitor.note(chance.randrange(3))


def heals(commune: Commune, tablets: list[Tablet], chance: random.Random, before: Counter[str]) -> None:
    """After one sync of each, in any order, everything is there once; after another all of them agree."""
    for tablet in tablets:
        tablet.note(chance.randrange(3))
    for tablet in chance.sample(tablets, len(tablets)):
        tablet.sync()
    there_once(commune, before, *tablets)
    for tablet in tablets:
        tablet.sync()
        in_order(tablet)
        assert commune.oracle.ask("aside", tablet=tablet.id) == []
    figures_agree(*tablets)
    first, *others = map(all_it_shows, tablets)
    for other in others:
        assert other == first


def all_it_shows(tablet: Tablet) -> dict[str, tuple[HouseholdRow, dict[str, Visit]]]:
    """Every household of a tablet with its visits, by id."""
    return {
        row.household.id: (row, {one.id: one for one in tablet.store.visits_of(row.household.id)})
        for row in tablet.store.households()
    }


def test_all_tablets_heal_it_by_their_next_sync(
    commune: Commune, enrol: Callable[..., Tablet], often: Callable[[Any, Any], Any], chance: random.Random
) -> None:
    """Nobody does anything but sync. One was enrolled after the backup, one revoked after it.

    A sample has one way on each database.
    """
    some = [restore] if "DATABASE_URL" in commune.environment else [copy_back]
    ways = often(some, [copy_back, restore])
    for _ in range(often(1, 25)):
        before = everything(commune)
        tablets = [enrol(commune, whose=chance.choice(["hanh", "binh"])) for _ in range(TABLETS)]
        lost = enrol(commune)
        a_days_work(tablets, chance)
        backup = back_up(commune)
        tablets.append(enrol(commune))
        a_days_work(tablets, chance)
        commune.oracle.ask("revoke", tablet=lost.id)
        doors = {door.id: commune.oracle.ask("household", id=door.id) for door in tablets[0].doors}
        for put_back in ways:
            with commune.at_rest():
                put_back(commune, backup)
            gone = everything(commune)
            assert gone.keys() < before.keys() | {id for tablet in tablets for id in tablet.told}
            heals(commune, tablets, chance, before)
            assert doors == {id: commune.oracle.ask("household", id=id) for id in doors}
            assert lost.id not in commune.oracle.ask("in_use")
