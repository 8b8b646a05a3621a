"""How much an exchange carries follows what the network, the server and the tablet manage."""

from outreach.sync.pace import FIRST_BATCH, SLOW, SMALLEST_BATCH, SMALLEST_PAGE, UNNOTICED, Pace
from outreach.sync.wire import MOST_A_PAGE, PAGE

WELL = 0.1
"""Seconds that nothing minds."""


def test_a_slow_network_gets_smaller_batches():
    pace = Pace()
    pace.took(SLOW + 1)
    assert pace.size == FIRST_BATCH // 2
    for _ in range(9):
        pace.took(SLOW + 1)
    assert pace.size == SMALLEST_BATCH
    pace.took(WELL)
    assert pace.size == FIRST_BATCH
    pace.took(WELL)
    assert pace.size == 2 * FIRST_BATCH


def test_in_a_crowd_batches_stay_as_small_as_they_are():
    pace = Pace()
    pace.took(30.0, waited=29.9)
    assert pace.crowded
    assert pace.size == FIRST_BATCH
    pace.took(0.3, waited=0.1)
    assert not pace.crowded
    assert pace.size == 2 * FIRST_BATCH


def reading(*taken_in: tuple[int, float]) -> Pace:
    """After pages of so many changes, each taken in within so many seconds."""
    pace = Pace()
    for changes, seconds in taken_in:
        pace.took(WELL)
        pace.took_in(changes, seconds)
    return pace


def test_the_first_page_is_an_ordinary_one():
    assert Pace().page == PAGE


def test_a_page_brings_what_is_taken_in_while_nobody_notices():
    assert reading((PAGE, UNNOTICED / 2)).page == 2 * PAGE
    assert reading((PAGE, UNNOTICED / 2), (2 * PAGE, 2 * UNNOTICED)).page == PAGE
    assert reading((PAGE, UNNOTICED / 100)).page == MOST_A_PAGE
    assert reading((PAGE, 100 * UNNOTICED)).page == SMALLEST_PAGE


def test_few_changes_say_nothing_of_many():
    assert reading((PAGE, UNNOTICED / 2), (3, 2 * UNNOTICED)).page == 2 * PAGE


def test_no_more_than_ordinary_over_a_slow_network_or_in_a_crowd():
    pace = reading((PAGE, UNNOTICED / 100))
    pace.took(SLOW)
    assert pace.page == PAGE
    pace.took(WELL)
    assert pace.page == MOST_A_PAGE
    pace.took(WELL + 1, waited=1)
    assert pace.page == PAGE
