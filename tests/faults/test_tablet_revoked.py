"""A tablet is revoked while 50 visits lie on it unsent: the leader gets them, then nothing is left on its disk."""

import random
from collections.abc import Callable

import pytest

from outreach.domain.clock import now
from outreach.domain.draft import begin, write_note
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.records import Official
from outreach.store import Store
from outreach.sync.client import Unreachable

from .commune import Commune, Tablet
from .proxy import Proxy, Weather

UNSENT = 50
LETTERS = 40
OF_THE_REQUEST, OF_THE_ANSWER = 2_000, 300
"""Bytes among which a connection may break: fewer than any request with fifty visits, and any answer, has."""


def on_the_disk(tablet: Tablet, *words: str) -> set[str]:
    """Those of the words that stand somewhere in the tablet's files."""
    contents = [path.read_bytes() for path in tablet.path.parent.rglob("*") if path.is_file()]
    return {word for word in words if any(word.encode() in content for content in contents)}


def damaged_and_rescued(tablet: Tablet) -> None:
    """As after an earlier damage: a whole copy of the database lies beside it."""
    tablet.close()
    tablet.store, _ = Store.open_damaged(tablet.path, now())
    tablet.sync()


def secrets_of(tablet: Tablet) -> list[str]:
    """What nobody may find on it later: notes, ids, its token, where people live."""
    rows = tablet.store._db.rows("SELECT id, household, note FROM visit")
    words = {word for row in rows for word in row if word}
    draft = tablet.store.draft()
    assert draft
    return [*words, draft.note, tablet.token, tablet.id, *(door.id for door in tablet.doors), "xóm Đình"]


def cut_off_on_the_way(tablet: Tablet, through: Proxy, chance: random.Random) -> None:
    """A sync whose request or answer breaks off."""
    up, down = Weather(cut_up=chance.randrange(OF_THE_REQUEST)), Weather(cut_down=chance.randrange(OF_THE_ANSWER))
    through.weather = chance.choice([up, down])
    with pytest.raises(Unreachable):
        tablet.sync(through.port)


def test_its_work_reaches_the_leader_and_then_it_is_wiped(
    commune: Commune,
    enrol: Callable[..., Tablet],
    proxy: Callable[[Commune], Proxy],
    often: Callable[[int, int], int],
    chance: random.Random,
) -> None:
    """Every second one has been damaged before, and its connection breaks a few times before all is handed over."""
    through = proxy(commune)
    for number in range(often(2, 60)):
        tablet = enrol(commune)
        tablet.note(chance.randrange(5), LETTERS)
        tablet.sync()
        if number % 2:
            damaged_and_rescued(tablet)
        sent = tablet.store.sync_state().made
        tablet.note(UNSENT, LETTERS)
        begun = begin(chance.choice(tablet.doors), Official(tablet.official, ""), now())
        tablet.store.save_draft(write_note(begun, f"dở dang {begun.id}"))
        unsent = tablet.store._db.rows("SELECT id, note FROM visit WHERE n > ? ORDER BY n", (sent,))
        secrets = secrets_of(tablet)
        assert on_the_disk(tablet, *secrets) == set(secrets), "the search does not find what is there"
        was = tablet.id
        commune.oracle.ask("revoke", tablet=was)
        for _ in range(chance.randrange(3)):
            cut_off_on_the_way(tablet, through, chance)
            assert tablet.store.sync_state().made == sent + UNSENT, "wiped before all was handed over"
        with pytest.raises(SyncError) as told:
            tablet.sync()
        assert told.value.code is ErrorCode.REVOKED
        aside = commune.oracle.ask("aside", tablet=was)
        assert [code for code, _ in aside] == ["REVOKED"] * UNSENT
        assert all(id in text and note in text for (id, note), (_, text) in zip(unsent, aside, strict=True))
        assert commune.oracle.ask("held", tablet=was, above=sent)["visit"] == []
        assert (tablet.store.identity(), tablet.store.households(), tablet.store.draft()) == (None, [], None)
        assert on_the_disk(tablet, *secrets) == set()
        tablet.close()
        assert on_the_disk(tablet, *secrets) == set()
    assert commune.oracle.ask("wrong") == []
