"""Visits of a whole campaign over a network as slow as a bad mobile signal, on which every fifth exchange breaks."""

from outreach.domain.errors import OutreachError

from .commune import Tablet, figures_agree, nothing_lost
from .proxy import Proxy, Weather

BITS = 50_000
BROKEN = 0.2
BROKEN_IN_SAMPLE = 0.5
"""A sample has only a few exchanges, and some must break."""
MORE_BYTES = 1.25


def undisturbed_bytes(tablet: Tablet, through: Proxy, visits: int) -> int:
    """Bytes up when nothing goes wrong."""
    tablet.note(visits, 20)
    through.take()
    tablet.sync(through.port)
    return through.take()[0]


def sync_at_last(tablet: Tablet, through: Proxy) -> None:
    """Try again as long as it takes."""
    for _ in range(1000):
        try:
            tablet.sync(through.port)
        except OutreachError:
            assert tablet.store.sync_state().have <= tablet.store.sync_state().made
        else:
            return
    raise AssertionError("it never came to an end")


def test_it_completes_and_sends_hardly_more(on_sqlite, enrol, proxy, request, often, chance):
    full = request.config.getoption("--full")
    visits = often(600, 10_000)
    hurry = often(16, 1)  # a sample is sent over a network so many times as fast
    calm, tablet, through = enrol(on_sqlite), enrol(on_sqlite, (2,)), proxy(on_sqlite)
    undisturbed = undisturbed_bytes(calm, through, visits)
    tablet.note(visits, 20)
    through.cuts = through.exchanges = 0
    through.weather = Weather(bits=BITS * hurry, broken=BROKEN if full else BROKEN_IN_SAMPLE, chance=chance)
    sync_at_last(tablet, through)
    through.weather = Weather()
    nothing_lost(tablet)
    sent, _ = through.take()
    assert through.cuts > through.exchanges * BROKEN / 2, "the network was better than it should have been"
    if full:
        assert sent <= MORE_BYTES * undisturbed, f"{sent / undisturbed:.2f} times the bytes"
    figures_agree(tablet)
