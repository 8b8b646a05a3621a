"""What a tablet concludes from an answer over the network and from one in a file is the same, on real stores."""

import shutil
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.held import Held
from outreach.store import Store
from outreach.sync.exchange import next_push, take_in
from outreach.sync.sealed_file import Reply
from outreach.sync.transfer import take_reply
from outreach.sync.wire import Answer, Cursor

from ..domain.cast import at, visit
from ..domain.test_held import held, numbers_of
from ..store.cast import identity

MADE = 6
some = st.sets(st.integers(1, MADE))


@pytest.fixture(scope="module")
def noted(tmp_path_factory):
    """The file of a tablet that noted some visits."""
    path = tmp_path_factory.mktemp("noted") / "noted.db"
    with closing(Store.open(path)) as store:
        store.enrol(identity())
        for _ in range(MADE):
            store.add(visit())
    return path


def over_network(store, said, sent=MADE):
    """The server takes the next records, ``sent`` at most, and says what it holds."""
    push = next_push(store, sent)
    take_in(store, push, answer(said))


def by_file(store, said, named):
    """The server takes a file and says what it holds, under these ids."""
    push = next_push(store, MADE)
    last = said.beyond[-1][1] if said.beyond else 0
    known = push.held[0] if push.held else 0
    reply = Reply(said.have, push.cursor, (answer(said),), known=known, beyond=said.beyond)
    brought = named.get(max((n for n in push.sent() if said.holds(n)), default=0))
    take_reply(store, replace(reply, held=named.get(said.have), last=named.get(last), brought=brought))


def answer(said):
    return Answer(said.have, 0, at(0), Cursor("e", 1, "h"), (), beyond=said.beyond)


def concluded(noted, said, way, lost=(), known=None):
    """What a store concludes that lost some and knew some to be held: it had read the feed, if it knew any."""
    path = noted.with_name("own.db")
    shutil.copy(noted, path)
    with closing(Store.open(path)) as store:
        named = {n: (n, str(store.id_of(n))) for n in range(1, MADE + 1)}
        with store._db.write() as db:
            db.execute_many("DELETE FROM visit WHERE n = ?", [(n,) for n in lost])
        if known:
            take_in(store, next_push(store, 0), answer(Held(0)))
            store.note_held(known)
        way(store, said, named)
        return store.sync_state()


@settings(max_examples=60, deadline=None)
@given(lost=some, known=some, there=some)
def test_both_ways_conclude_the_same(noted, lost, known, there):
    """The server holds what it was known to hold and more, of what this tablet still has; or it is the first answer."""
    known, said = held(known - lost), held((known | there) - lost)
    for before in (known, None):
        one = concluded(noted, said, lambda store, said, _: over_network(store, said), lost, before)
        other = concluded(noted, said, by_file, lost, before)
        assert (one.have, one.beyond) == (other.have, other.beyond) == (said.have, said.beyond)
        assert (one.lost, one.unsent) == (other.lost, other.unsent)


@settings(max_examples=60, deadline=None)
@given(lost=some, known=some, there=some)
def test_by_both_ways_nothing_stays_unsent_whatever_was_lost(noted, lost, known, there):
    """The server holds all it was given, before and now, also what the tablet has lost since."""
    for way in (lambda store, said, _: over_network(store, said), by_file):
        said = held(known | there | (set(range(1, MADE + 1)) - lost))
        state = concluded(noted, said, way, lost, held(known))
        assert state.unsent == 0
        assert state.kept == state.held


@settings(max_examples=30, deadline=None)
@given(there=some, same=st.integers(1, MADE))
def test_neither_believes_what_another_copy_made(noted, there, same):
    """Up to the number ``same`` both copies made the same records; the server has them all from the other one."""

    def from_the_other_s_file(store, said, named):
        by_file(store, said, named | {n: (n, "another's") for n in range(same + 1, MADE + 1)})

    said, own = held(there), {n for n in there if n <= same}
    assert numbers_of(concluded(noted, said, lambda store, said, _: over_network(store, said, same))) == own
    if said.have <= same:
        assert numbers_of(concluded(noted, said, from_the_other_s_file)) <= own
    else:
        with pytest.raises(SyncError) as told:
            concluded(noted, said, from_the_other_s_file)
        assert told.value.code is ErrorCode.IDENTITY_REUSED
