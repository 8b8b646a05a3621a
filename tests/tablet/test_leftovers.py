"""What a left screen held is let go of, however long the app runs."""

from ..driver import ROOT, Tablet
from .visit_cast import GUIDES, HOME, VNEID, prepare


def test_left_steps_are_let_go_of_while_nobody_touches_the_tablet(tmp_path):
    guide = GUIDES[VNEID]
    with Tablet(prepare(tmp_path)) as tablet:
        tablet.tap("Hướng dẫn")
        tablet.tap(guide.texts["vi"].title)
        for number in range(2, 6):
            tablet.tap("Bước sau")
            tablet.wait_for(f"Bước {number}")
        tablet.wait_for_few("Phone", 2)


def test_what_a_start_in_a_hurry_leaves_is_let_go_of_too(tmp_path):
    """Somebody taps on and on from the first picture, so that the app comes to rest with many screens in memory."""
    data = prepare(tmp_path)
    with Tablet(data) as tablet:
        rested = tablet.kept_for_good()
    with Tablet(data) as tablet:
        for place in ("Hộ dân", "Hướng dẫn", GUIDES[VNEID].texts["vi"].title, "Tập bấm thử"):
            tablet.tap(place)
        assert tablet.kept_for_good() < 1.5 * rested


def test_questions_are_let_go_of_once_they_are_answered(tmp_path):
    """Each held the screen it was asked on."""
    with Tablet(prepare(tmp_path)) as tablet:
        tablet.tap("Hộ dân")
        tablet.tap(HOME)
        for _ in range(4):
            tablet.tap("Vắng nhà")
            tablet.tap("Thôi")
            tablet.wait_gone("Thôi")
        tablet.wait_for_few("Confirm", 1)


def test_no_layout_looks_through_ids():
    """Kivy keeps what lies on the way to a value until the app ends, and the ids of a widget hold the widget."""
    layouts = list((ROOT / "outreach" / "tablet").rglob("*.kv"))
    assert layouts
    assert [path.name for path in layouts if "ids." in path.read_text("utf-8")] == []
