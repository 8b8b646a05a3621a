"""Guides practised on the real app by pressing their drawn phones, from the first step to the last.

All in one run of the app, which holds no more memory in the end than after the first. Every step of every guide is
drawn and pressed in test_phone.py.
"""

import pytest

from ..driver import PHONE, WIDE, Tablet
from .visit_cast import GUIDES, VNEID, prepare

MOST_GROWTH = 100
"""MB: what is left of a guide is some 15 MB, of thirty guides 300 and more."""
PAINTED = 4
"""Guides: where a processor paints, frames that wait for it hold memory too; they would hold 150 MB in the end."""


def practise(tablet, guide):
    """From the list of guides through every step of one, and back to the list."""
    tablet.tap(guide.texts["vi"].title)
    tablet.tap("Tập bấm thử")
    for number, step in enumerate(guide.steps, 1):
        tablet.wait_for(f"Tập bước {number}")
        tablet.sound()
        if step.screen.pressable is None:
            tablet.tap("Tiếp")
            continue
        if number == 1:
            tablet.tap("9:41")  # the drawn clock: nothing to press there
            tablet.wait_for("viền vàng")
        tablet.press_drawn()
    tablet.wait_for("Đã tập xong cả bài!")
    tablet.sound()
    tablet.key("back")
    tablet.wait_for("Tập bấm thử")
    tablet.key("back")
    tablet.wait_gone("Tập bấm thử")


@pytest.mark.parametrize(("size", "ids"), [(WIDE, list(GUIDES)), (PHONE, [VNEID])])
def test_guides_are_practised_by_pressing_the_drawn_phone(tmp_path, subtests, sample, size, ids):
    with Tablet(prepare(tmp_path), size, PAINTED_OF_TEST="all") as tablet:
        tablet.tap("Hướng dẫn")
        tablet.settle()
        held = []
        for id in sample(ids):
            with subtests.test(guide=id):
                practise(tablet, GUIDES[id])
                held.append(tablet.memory())
            if len(held) == PAINTED:
                tablet.spare_paint()
        assert held[-1] - held[0] < MOST_GROWTH


def test_where_we_are_in_the_practice_stays_one_word_beside_large_english(tmp_path):
    with Tablet(prepare(tmp_path, 2.0, "en"), PHONE) as tablet:
        tablet.tap("Guides")
        tablet.tap(GUIDES[VNEID].texts["en"].title)
        tablet.tap("Practise")
        tablet.wait_for("1/9")
        tablet.sound()
