"""Every guide practised on the real app by pressing its drawn phones, from the first step to the last."""

import pytest

from ..driver import PHONE, WIDE, Tablet
from .visit_cast import GUIDES, VNEID, prepare


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
    tablet.wait_gone("Đã tập xong cả bài!")


@pytest.mark.parametrize(("size", "ids"), [(WIDE, list(GUIDES)), (PHONE, [VNEID])])
def test_every_guide_is_practised_by_pressing_the_drawn_phone(tmp_path, subtests, size, ids):
    with Tablet(prepare(tmp_path), size) as tablet:
        tablet.tap("Hướng dẫn")
        tablet.settle()
        for id in ids:
            with subtests.test(guide=id):
                practise(tablet, GUIDES[id])
