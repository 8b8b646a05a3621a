"""A record that no server can take, in the middle of a batch of 500: it goes to quarantine and holds up nothing."""

import pytest

from outreach.domain.records import Ability, Help

from .commune import nothing_lost

POISON = {
    "a note without end": {"note": "a" * 10_001},
    "a null character": {"note": "xin\x00chào"},
    "a guide without a topic": {"help": (Help("kich-hoat-vneid", "", 1, Ability.SHOWN, finished=False),)},
    "a number no column holds": {"notice_version": 2**31},
    "an official who is none": {"official": "anh Bình"},
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
def test_499_are_accepted_and_the_next_batch_goes_on(commune, enrol, often, poison):
    tablet = enrol(commune)
    size = often(20, 500)
    tablet.note(size // 2)
    tablet.note(1, **poison)
    tablet.note(size - size // 2 - 1)
    tablet.sync()
    state = tablet.store.sync_state()
    assert (state.have, state.unsent) == (size, 0)
    assert [(one.n, one.code) for one in state.rejected] == [(size // 2 + 1, "INVALID")]
    assert state.rejected[0].vi
    nothing_lost(tablet, rejected=1)

    tablet.note(10)
    tablet.sync()
    nothing_lost(tablet)
    assert commune.oracle.ask("wrong") == []
