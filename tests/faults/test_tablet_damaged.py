"""Random bytes of a tablet's database, or of its log, are flipped: kept aside, and what was unsent read out of it."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from outreach.domain.clock import now
from outreach.domain.draft import begin
from outreach.domain.errors import OutreachError
from outreach.domain.records import Official
from outreach.store import Salvaged, Store, StoreDamaged
from outreach.tablet.startup import rescue_words

from .commune import Commune, Tablet, counts_right, everything, in_order
from .damage import Files
from .oracle_process import HAMLETS

LETTERS = 200
FLIPS = [1, 3, 20, 100]


@dataclass(frozen=True)
class Damaged:
    """What lay on a tablet, ``sent`` or ``unsent``, and what of it was on a page of which a byte was flipped."""

    files: Files
    sent: set[str]
    unsent: set[str]
    hit: set[str]
    """Ids of visits, and "identity" and "exchange" for the tables of that name."""


def damage(tablet: Tablet, chance: random.Random) -> Damaged:
    """Visits, sent and not, and one under way; then flips in the files as a closed or a killed app leaves them."""
    tablet.note(chance.randrange(20), LETTERS)
    tablet.sync()
    sent = set(tablet.told)
    tablet.note(chance.randrange(1, 60), LETTERS)
    tablet.store.save_draft(begin(chance.choice(tablet.doors), Official(tablet.official, ""), now()))
    notes = tablet.store._db.rows("SELECT id, note FROM visit WHERE n IS NOT NULL")
    one_page = "SELECT name, rootpage FROM sqlite_schema WHERE name IN ('exchange', 'identity')"
    tables = dict(tablet.store._db.rows(one_page))
    killed = chance.random() < 0.5
    if not killed:
        tablet.close()
    files = Files(tablet.path)
    if killed:
        tablet.close()
    pages = {**{id: files.page_with(note) for id, note in notes}, **tables}
    file = chance.choice([files.database, files.log]) if killed else files.database
    hit = files.flip(chance, file, chance.choice(FLIPS))
    files.put_back()
    return Damaged(files, sent, tablet.told.keys() - sent, {what for what, page in pages.items() if page in hit})


def reopen(tablet: Tablet) -> Salvaged | None:
    """Start the app: what it rescued, if it found its data damaged."""
    try:
        tablet.reopen()
    except StoreDamaged:
        tablet.store, salvaged = Store.open_damaged(tablet.path, now())
        return salvaged
    return None


def use(tablet: Tablet, damaged: Damaged, hamlets: tuple[int, ...]) -> None:
    """Look at every visit and sync, and do what the app and the server then ask for, until nothing is asked."""
    for _ in range(4):
        try:
            if tablet.store.identity() is None:
                tablet.enrol(hamlets)
            for row in tablet.store.households():
                tablet.store.visits_of(row.household.id)
            tablet.sync()
        except StoreDamaged:  # "close it and open it again"
            tablet.close()
            assert reopen(tablet), "damage that was found is forgotten"
        except OutreachError:
            if "identity" not in damaged.hit:
                raise
            tablet.enrol(hamlets)  # its name, or where the server is, was hit: the leader makes a new code
        else:
            return
    raise AssertionError("it does not come to rest")


def told_in_numbers(damaged: Damaged, salvaged: Salvaged) -> None:
    """As far as it is readable all is rescued, and the screen says how much, and how much not."""
    rescued = {record.id for record in salvaged.records}
    assert (damaged.sent | damaged.unsent) - damaged.hit <= rescued, "it could be read"
    assert "identity" in damaged.hit or salvaged.identity
    words = rescue_words(salvaged)
    assert f"Đã cứu được {salvaged.unsent} lượt chưa gửi." in words
    if "exchange" in damaged.hit:
        return
    assert salvaged.lost is not None
    assert salvaged.unsent + salvaged.lost == len(damaged.unsent)
    assert salvaged.unsent >= len(damaged.unsent - damaged.hit)
    assert (f"{salvaged.lost} lượt không đọc được nữa." in words) == (salvaged.lost > 0)


def kept_aside(tablet: Tablet, files: Files) -> None:
    """The damaged files lie beside the new one, as they were."""
    (aside,) = tablet.path.parent.glob("tablet-hong-*.db")
    assert aside.read_bytes() == files.contents[files.database.name]


def arrived(damaged: Damaged, came: Counter[str]) -> None:
    """What was not hit is on the server once. What was hit may be gone, or come altered: then it never takes the
    place of what was sent before, but waits beside it for the leader.
    """
    for id in damaged.sent | damaged.unsent - damaged.hit:
        assert came[id] == 1 or (came[id] == 2 and id in damaged.sent & damaged.hit), "lost or doubled"
    altered = came.keys() - damaged.sent - damaged.unsent
    assert len(altered) + sum(came[id] for id in damaged.unsent & damaged.hit) <= len(damaged.unsent | damaged.hit)
    assert all(came[id] == 1 for id in altered | (damaged.unsent & came.keys()))


def test_what_can_be_read_is_rescued_and_reaches_the_server(
    on_sqlite: Commune, enrol: Callable[..., Tablet], often: Callable[[int, int], int], chance: random.Random
) -> None:
    """The app is started again, used and synced; what it finds damaged then is rescued at the start after."""
    found = 0
    for _ in range(often(12, 400)):
        before = everything(on_sqlite)
        hamlets = (chance.randrange(1, HAMLETS + 1),)
        tablet = enrol(on_sqlite, hamlets)
        damaged = damage(tablet, chance)
        salvaged = reopen(tablet)
        if salvaged:
            told_in_numbers(damaged, salvaged)
            kept_aside(tablet, damaged.files)
            found += 1
        use(tablet, damaged, hamlets)
        arrived(damaged, everything(on_sqlite) - before)
        in_order(tablet)
        if salvaged and "identity" not in damaged.hit:
            counts_right(tablet)
        tablet.close()
    assert found, "no damage was ever found"
    assert on_sqlite.oracle.ask("wrong") == []
