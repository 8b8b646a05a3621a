"""A tablet's data is copied to other tablets, or yesterday's is put back: noticed, numbered anew, nothing doubled."""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from outreach.domain.errors import OutreachError

from .commune import Commune, Tablet, counts_right, everything, in_order, there_once
from .oracle_process import HAMLETS
from .proxy import Proxy, Weather

SHORTEST_ANSWER = 300
BACKUP_EVERY = 10


def copied(tablet: Tablet, to: Path) -> Path:
    """Its data as it lies on the disk now."""
    tablet.close()
    shutil.copy(tablet.path, to)
    tablet.reopen()
    return to


def put_back(tablet: Tablet, copy: Path) -> None:
    """Somebody lays an older copy in the place of its data."""
    tablet.close()
    shutil.copy(copy, tablet.path)
    tablet.reopen()


def knows(tablet: Tablet) -> set[str]:
    """The visits that its screens show."""
    return {row[0] for row in tablet.store._db.rows("SELECT id FROM visit")}


@dataclass(frozen=True)
class Copying:
    """A commune behind a bad network, and how many histories of its tablets are tried."""

    commune: Commune
    network: Proxy
    chance: random.Random
    folder: Path
    tries: int
    enrol: Callable[..., Tablet]

    def histories(self) -> Iterator[Counter[str]]:
        """What the server holds before each history; after the last one its figures must be right."""
        for _ in range(self.tries):
            yield everything(self.commune)
        assert self.commune.oracle.ask("wrong") == []

    def tablet(self) -> Tablet:
        """One more, for one hamlet, so that tablets of other histories read little of this one."""
        return self.enrol(self.commune, (self.chance.randrange(1, HAMLETS + 1),))

    def sync_in_bad_weather(self, tablet: Tablet) -> None:
        """A sync of which every answer, that to the question for another name too, breaks at the same byte."""
        self.network.weather = Weather(cut_down=self.chance.randrange(SHORTEST_ANSWER))
        with suppress(OutreachError):
            tablet.sync(self.network.port)
        self.network.weather = Weather()


@pytest.fixture
def copying(
    commune: Commune,
    enrol: Callable[..., Tablet],
    proxy: Callable[[Commune], Proxy],
    often: Callable[[int, int], int],
    chance: random.Random,
    tmp_path: Path,
) -> Copying:
    """On each database in turn."""
    return Copying(commune, proxy(commune), chance, tmp_path, often(4, 200), enrol)


def test_set_back_a_day(copying: Copying) -> None:
    """What only the lost state held is gone with it; everything else is there once."""
    commune, chance = copying.commune, copying.chance
    for history, before in enumerate(copying.histories()):
        tablet = copying.tablet()
        tablet.note(chance.randrange(6))
        if chance.random() < 0.7:
            tablet.sync()
        if history % BACKUP_EVERY == 0:
            commune.command("backup")
            tablet.sync()  # it hears what is safe, and will not offer that again
        yesterday, was = copied(tablet, copying.folder / "yesterday.db"), tablet.id
        tablet.note(chance.randrange(1, 6))
        tablet.sync()
        put_back(tablet, yesterday)
        tablet.note(chance.randrange(8))
        if chance.random() < 0.5:
            copying.sync_in_bad_weather(tablet)
        tablet.sync()
        there_once(commune, before, tablet)
        assert tablet.id != was, "not noticed"
        in_use = commune.oracle.ask("in_use")
        assert (was in in_use, tablet.id in in_use) == (False, True)
        assert tablet.told.keys() <= knows(tablet)
        in_order(tablet)
        counts_right(tablet)


def test_cloned(copying: Copying) -> None:
    """Two to four tablets go on from one and the same data, each with visits of its own."""
    commune, chance = copying.commune, copying.chance
    for history, before in enumerate(copying.histories()):
        first = copying.tablet()
        first.note(chance.randrange(4))
        if chance.random() < 0.5:
            first.sync()
        first.note(chance.randrange(3))
        paths = [copying.folder / f"clone-{history}-{number}.db" for number in range(chance.randrange(1, 4))]
        copies = [first, *(Tablet(commune, copied(first, path)) for path in paths)]
        for _ in range(chance.randrange(12)):
            one = chance.choice(copies)
            one.note(chance.randrange(4))
            if chance.random() < 0.3:
                copying.sync_in_bad_weather(one)
            elif chance.random() < 0.5:
                one.sync()
        for one in copies:
            one.note()
        for one in copies:
            one.sync()
        there_once(commune, before, *copies)
        assert len({one.id for one in copies}) == len(copies), "two still go by one name"
        for one in copies:
            one.sync()
            assert {id for other in copies for id in other.told} <= knows(one)
            in_order(one)
            counts_right(one)
        for clone in copies[1:]:
            clone.close()
