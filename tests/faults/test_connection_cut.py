"""The connection breaks after byte k of what a tablet sends, or of what it is answered."""

import random

import pytest

from outreach.domain.clock import now
from outreach.store import Store
from outreach.sync.client import Client, Unreachable
from outreach.sync.transfer import export, receive, sync_carrying
from outreach.sync.wire import Push, pack
from outreach.tablet.online import enrol as enrol_online

from .commune import figures_agree, nothing_lost
from .proxy import Weather

LETTERS = 3_200
"""Letters of a note drawn at random: two of them do not pack below 4 KB."""
CLOSELY, APART, LAST = 4096, 97, 64
"""Every k up to 4 KB, then every 97th, and every one of the last 64 bytes, which are counted from the end: notes drawn
anew pack to a few bytes more or less."""


def chosen(length: int, often, chance: random.Random) -> list[int]:
    """All places, or a sample with the first and the last. One with a minus is before the end."""
    every = [*range(CLOSELY), *range(CLOSELY, length - LAST, APART), *range(-LAST, 0)]
    some = often(30, len(every))
    return every if some >= len(every) else sorted({0, 1, *chance.sample(every, some), -1})


def length_of(tablet, through, way: str) -> int:
    """Bytes of one whole exchange in that direction."""
    through.take()
    tablet.sync(through.port)
    return int(through.take()[way == "down"])


def sync_cut(tablet, through, weather: Weather) -> None:
    through.weather = weather
    with pytest.raises(Unreachable):
        tablet.sync(through.port)
    through.weather = Weather()


def test_of_the_request(on_sqlite, enrol, proxy, often, chance):
    tablet, through = enrol(on_sqlite), proxy(on_sqlite)
    tablet.note(2, LETTERS)
    length = length_of(tablet, through, "up")
    assert length > CLOSELY
    nothing_lost(tablet)
    for k in chosen(length, often, chance):
        tablet.note(2, LETTERS)
        sync_cut(tablet, through, Weather(cut_up=k))
        assert on_sqlite.oracle.ask("held", tablet=tablet.id, above=tablet.checked)["receipt"] == []
        tablet.sync()
        nothing_lost(tablet)
    figures_agree(tablet)


def test_of_the_answer(on_sqlite, enrol, proxy, often, chance):
    tablet, other, through = enrol(on_sqlite, (2,)), enrol(on_sqlite, (2,)), proxy(on_sqlite)

    def something_to_tell() -> None:
        other.note(2, LETTERS)
        other.sync()
        tablet.note(1)

    something_to_tell()
    length = length_of(tablet, through, "down")
    assert length > CLOSELY
    for k in chosen(length, often, chance):
        something_to_tell()
        sync_cut(tablet, through, Weather(cut_down=k))
        assert tablet.store.sync_state().unsent == 1, "an answer that was cut counts for nothing"
        tablet.sync()
        nothing_lost(tablet)
        nothing_lost(other)
    figures_agree(tablet, other)


def test_of_what_a_new_tablet_is_answered(on_sqlite, proxy, often, chance, tmp_path):
    """The code is used up by then, and still good for the tablet that did not hear it, also after a restart."""
    through = proxy(on_sqlite)
    address = f"http://127.0.0.1:{through.port}"

    def new_tablet(k: int | None) -> None:
        before, through.weather = on_sqlite.oracle.ask("in_use"), Weather(cut_down=k)
        code = on_sqlite.oracle.ask("code", hamlets=[1], whose="hanh")
        store = Store.open(tmp_path / f"{k}.db")
        if k is not None:
            with pytest.raises(Unreachable):
                enrol_online(store, address, code, "máy thử")
            store.close()
            store, through.weather = Store.open(tmp_path / f"{k}.db"), Weather()
        identity = enrol_online(store, address, code, "máy thử")
        store.close()
        assert set(on_sqlite.oracle.ask("in_use")) == {*before, identity.tablet}
        with Client(on_sqlite.address, identity.token) as client:
            client.exchange(pack(Push(identity.tablet, 0, now(), "máy thử")))

    through.take()
    new_tablet(None)
    length = through.take()[1]
    for k in sorted({0, 1, *chance.sample(range(length - LAST), often(4, 100)), -1}):
        new_tablet(k)


def test_a_large_file_carried_for_another_tablet_does_not_keep_back_its_carrier(on_sqlite, enrol, proxy):
    """It begins anew whenever there is a network, which never lasts for all of it."""
    one, carrier, through = enrol(on_sqlite), enrol(on_sqlite, (2,)), proxy(on_sqlite)
    one.note(10, LETTERS)
    file = export(one.store).data
    receive(carrier.store, file)
    for _ in range(3):
        carrier.note(1)
        through.weather = Weather(lasts=len(file) // 2)
        with Client(f"http://127.0.0.1:{through.port}", carrier.token) as client:
            sync_carrying(carrier.store, client)
        nothing_lost(carrier)
        assert carrier.store.carried()[0].waiting
    with Client(on_sqlite.address, carrier.token) as client:
        sync_carrying(carrier.store, client)
    receive(one.store, carrier.store.carried_answer(carrier.store.carried()[0].name))
    nothing_lost(one)
    figures_agree(one, carrier)
